package io.sluice.loadtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.MetricName;
import io.sluice.contract.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README and the dashboards say is what the code says. */
final class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern SERIES = Pattern.compile("sluice_[a-z_]+");

    @Test
    void readmeListsEverySettingAsTheCodeHasIt() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| `SLUICE_") && !line.contains("<CLIENT_PROPERTY>"))
                .toList();
        List<String> expected =
                Arrays.stream(Setting.values()).map(DocumentsTest::row).toList();
        assertEquals(String.join("\n", expected), String.join("\n", rows));
    }

    private static String row(Setting setting) {
        String text = setting.defaultText();
        String shown = text == null ? "–" : text.isEmpty() ? "empty" : "`" + text + "`";
        return "| `" + setting.key() + "` | " + shown + " | "
                + setting.reader().name().toLowerCase(Locale.ROOT) + " | " + setting.help() + " |";
    }

    @Test
    void dashboardsAskForMetricsThatExist() throws IOException {
        Set<String> known = Arrays.stream(MetricName.values())
                .map(MetricName::prometheusName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("grafana/dashboards"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                Matcher series = SERIES.matcher(Files.readString(file));
                while (series.find()) {
                    String name = series.group().replaceFirst("_(bucket|count|sum)$", "");
                    if (!known.contains(name)) {
                        unknown.add(name);
                    }
                }
            }
        }
        assertTrue(unknown.isEmpty(), "not in MetricName: " + unknown);
    }
}
