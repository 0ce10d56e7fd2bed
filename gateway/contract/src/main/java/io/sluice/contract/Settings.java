package io.sluice.contract;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from the environment and an optional properties file (the environment wins) into typed values.
 *
 * <p>A bad value does not stop the reading: it is noted, a harmless stand-in is returned, and {@link #complete} throws
 * with all errors together. So call {@code complete()} before anything is built from the values. Not thread-safe.
 */
public final class Settings {
    private final Map<String, String> values;
    private final List<String> errors = new ArrayList<>();

    private Settings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
        this.values.keySet().forEach(this::checkKnown);
    }

    /** Settings from these values alone. Keys that do not start with {@code SLUICE_} are not ours and are left alone. */
    public static Settings of(Map<String, String> values) {
        Map<String, String> ours = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(Setting.PREFIX)) {
                ours.put(key, value);
            }
        });
        return new Settings(ours);
    }

    /**
     * Settings from a process's command line ({@code --config FILE}) and its environment.
     *
     * @throws InvalidSettingsException if the command line is not understood or the file cannot be read
     */
    public static Settings load(String[] commandLine, Map<String, String> environment) {
        Map<String, String> merged = new TreeMap<>();
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i].equals("--config") && i + 1 < commandLine.length) {
                merged.putAll(readFile(Path.of(commandLine[++i])));
            } else {
                throw new InvalidSettingsException(
                        List.of("argument '" + commandLine[i] + "' is not understood; try --config FILE or --help"));
            }
        }
        environment.forEach((key, value) -> {
            if (key.startsWith(Setting.PREFIX)) {
                merged.put(key, value);
            }
        });
        return new Settings(merged);
    }

    private static Map<String, String> readFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSettingsException(List.of("--config " + file + " cannot be read: " + e));
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    /** The text of a setting, or its default. Blank counts as unset. Null only where the setting has no default. */
    public @Nullable String optionalText(Setting setting) {
        String value = values.get(setting.key());
        return value == null || value.isBlank() ? setting.defaultText() : value.strip();
    }

    /** The text of a setting that has to be there. */
    public String text(Setting setting) {
        String value = optionalText(setting);
        if (value == null) {
            error(setting, "is required");
            return "";
        }
        return value;
    }

    /** A whole number within bounds, both allowed. */
    public long number(Setting setting, long min, long max) {
        return parseNumber(setting, text(setting), min, max);
    }

    /** A whole number within bounds, both allowed, or the given default where the key is not set. */
    public long number(Setting setting, long min, long max, long whenUnset) {
        String value = optionalText(setting);
        return value == null ? whenUnset : parseNumber(setting, value, min, max);
    }

    private long parseNumber(Setting setting, String value, long min, long max) {
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        if (!value.isEmpty()) {
            error(setting, "must be a whole number from " + min + " to " + max + ", not '" + value + "'");
        }
        return min;
    }

    /** A rate in orders a second, fractions allowed, or null where the key is not set. */
    public @Nullable Double optionalRate(Setting setting, double min, double max) {
        String value = optionalText(setting);
        if (value == null) {
            return null;
        }
        try {
            double rate = new BigDecimal(value).doubleValue();
            if (rate >= min && rate <= max) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        error(setting, "must be a number from " + min + " to " + max + " (orders a second), not '" + value + "'");
        return min;
    }

    /** A share of a whole, from 0 to 1, both allowed. */
    public double share(Setting setting) {
        String value = text(setting);
        try {
            double share = new BigDecimal(value).doubleValue();
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        error(setting, "must be a number from 0 to 1, not '" + value + "'");
        return 0;
    }

    /** A duration within bounds, both allowed. */
    public Duration duration(Setting setting, Duration min, Duration max) {
        Duration duration = optionalDuration(setting, min, max);
        return duration == null ? min : duration;
    }

    /** A duration within bounds, both allowed, or null where the key is not set. */
    public @Nullable Duration optionalDuration(Setting setting, Duration min, Duration max) {
        String value = optionalText(setting);
        if (value == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(value);
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        error(
                setting,
                "must be an ISO-8601 duration from " + min + " to " + max + " (PT5S, PT15M), not '" + value + "'");
        return min;
    }

    /** An absolute http or https address. */
    public URI httpUrl(Setting setting) {
        String value = text(setting);
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        if (!value.isEmpty()) {
            error(setting, "must be an http or https address, not '" + value + "'");
        }
        return URI.create("http://unset.invalid/");
    }

    /** An absolute http or https address, or null where the key is not set. */
    public @Nullable URI optionalHttpUrl(Setting setting) {
        return optionalText(setting) == null ? null : httpUrl(setting);
    }

    /** Notes an error unless a relation between settings holds; the message says why it must. */
    public void check(boolean holds, String message) {
        if (!holds) {
            errors.add(message);
        }
    }

    /** Topic names with the configured prefix. */
    public Topics topics() {
        String prefix = optionalText(Setting.TOPIC_PREFIX);
        check(
                prefix == null || prefix.matches("[A-Za-z0-9._-]{0,100}"),
                Setting.TOPIC_PREFIX.key() + " must be letters, digits, dots, dashes and underscores, not '" + prefix
                        + "'");
        return new Topics(prefix == null ? "" : prefix);
    }

    private void error(Setting setting, String message) {
        errors.add(setting.key() + " " + message);
    }

    /**
     * Properties for one Kafka client: the bootstrap servers and every {@code SLUICE_KAFKA_*} value that this kind of
     * client knows.
     *
     * @param known the property names of that kind of client, such as {@link ProducerConfig#configNames()}
     */
    public Map<String, Object> kafkaClient(Set<String> known) {
        Map<String, Object> properties = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(Setting.KAFKA_PREFIX) && known.contains(kafkaProperty(key))) {
                properties.put(kafkaProperty(key), value.strip());
            }
        });
        properties.put("bootstrap.servers", text(Setting.KAFKA_BOOTSTRAP_SERVERS));
        return properties;
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidSettingsException with all errors, if there was one
     */
    public void complete() {
        if (!errors.isEmpty()) {
            throw new InvalidSettingsException(errors);
        }
    }

    /** Effective values by key, defaults included and secrets masked, of what {@code reader} reads. */
    public Map<String, String> effective(Setting.Reader reader) {
        Map<String, String> effective = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            String value = optionalText(setting);
            if (value != null && (setting.reader() == reader || setting.reader() == Setting.Reader.ALL)) {
                effective.put(setting.key(), value);
            }
        }
        values.forEach((key, value) -> {
            if (key.startsWith(Setting.KAFKA_PREFIX)) {
                effective.put(key, value);
            }
        });
        effective.replaceAll((key, value) -> Setting.isSecret(key) ? "******" : value);
        return effective;
    }

    /** The text of {@code --help}: the keys that {@code reader} reads. */
    public static String help(String program, Setting.Reader reader) {
        StringBuilder help = new StringBuilder(2000)
                .append("Usage: java -jar ")
                .append(program)
                .append(" [--config FILE]\n\nConfiguration comes from environment variables and, where these are not")
                .append(" set,\nfrom the same keys in the properties file FILE.\n\n");
        for (Setting setting : Setting.values()) {
            if (setting.reader() == reader || setting.reader() == Setting.Reader.ALL) {
                String defaultText = setting.defaultText();
                help.append("  ").append(setting.key());
                if (defaultText != null && !defaultText.isEmpty()) {
                    help.append(" (").append(defaultText).append(')');
                }
                help.append("\n      ").append(setting.help()).append('\n');
            }
        }
        return help.append("  SLUICE_KAFKA_<CLIENT_PROPERTY>\n      Handed on to the Kafka clients, such as")
                .append(" SLUICE_KAFKA_SECURITY_PROTOCOL → security.protocol\n")
                .toString();
    }

    private void checkKnown(String key) {
        Set<String> known = new TreeSet<>();
        for (Setting setting : Setting.values()) {
            known.add(setting.key());
        }
        if (known.contains(key)) {
            return;
        }
        if (key.startsWith(Setting.KAFKA_PREFIX)) {
            for (String property : kafkaProperties()) {
                known.add(
                        Setting.KAFKA_PREFIX + property.toUpperCase(Locale.ROOT).replace('.', '_'));
            }
            if (known.contains(key)) {
                return;
            }
        }
        errors.add(key + " is not a setting of Sluice; did you mean " + nearest(key, known) + "?");
    }

    private static Set<String> kafkaProperties() {
        Set<String> properties = new TreeSet<>(ProducerConfig.configNames());
        properties.addAll(ConsumerConfig.configNames());
        properties.addAll(AdminClientConfig.configNames());
        return properties;
    }

    private static String kafkaProperty(String key) {
        return key.substring(Setting.KAFKA_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    /** The known name that a mistyped one is most like, or an empty one where none is known. */
    public static String nearest(String key, Set<String> known) {
        String nearest = "";
        int distance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int candidateDistance = editDistance(key, candidate);
            if (candidateDistance < distance) {
                distance = candidateDistance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance: insertions, deletions and replacements of one character. */
    private static int editDistance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
