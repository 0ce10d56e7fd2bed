package io.sluice.gateway;

import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import io.sluice.contract.TopicProvisioner;
import io.sluice.contract.Topics;
import io.sluice.gateway.admission.ApiKeys;
import io.sluice.gateway.admission.ApiKeysFile;
import io.sluice.gateway.admission.InFlightLimit;
import io.sluice.gateway.http.AdminToken;
import io.sluice.gateway.http.TlsFiles;
import io.sluice.gateway.intake.KeyPointer;
import io.sluice.gateway.intake.OrderForm;
import io.sluice.gateway.intake.OrderSchema;
import io.sluice.gateway.intake.SkuPointer;
import io.sluice.gateway.kafka.ClientProperties;
import io.sluice.gateway.schema.JsonSchemaFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Everything the gateway is told, checked, in the form in which its parts take it. Immutable.
 *
 * @param stopTimeout for what is in flight when the gateway is stopped
 * @param orderForm what an order looks like
 * @param statusOrdersMax outcomes to remember
 * @param watchersMax event streams and waiting requests at once
 * @param maxWait predicted wait above which orders are refused
 * @param clients who may post orders
 * @param adminToken what opens the operator API; null = nobody may
 * @param newTopics how to make the topics that are missing
 * @param corsOrigins web pages that may call; empty for none
 * @param tracing who gets spans; null = nobody
 */
record GatewayConfig(
        Listen listen,
        Duration stopTimeout,
        OrderForm orderForm,
        InFlightLimit.Bounds inFlight,
        Duration kafkaStallMax,
        int statusOrdersMax,
        int watchersMax,
        Duration maxWait,
        Set<String> corsOrigins,
        Clients clients,
        @Nullable AdminToken adminToken,
        @Nullable Tracing tracing,
        Topics topics,
        TopicProvisioner.Options newTopics,
        ClientProperties kafka) {
    private static final int MANAGEMENT_PORT = 8081;
    private static final int PORT_MAX = 65_535;
    private static final int TOKEN_LENGTH_MIN = 16;
    private static final double CLIENT_RATE_MIN = 0.001;
    private static final double CLIENT_RATE_MAX = 1_000_000;

    /**
     * Addresses; port 0 is any free one.
     *
     * @param tls where the certificate of the public port is; null = it speaks without TLS
     * @param http2ClearText whether it then speaks HTTP/2 beside HTTP/1.1
     */
    record Listen(
            String host, int httpPort, TlsFiles.@Nullable Paths tls, boolean http2ClearText, int managementPort) {}

    /** Where keys are, and what it held when it was read. */
    record KeysFile(Path path, ApiKeys keys) {}

    /**
     * Who may post orders, and how many.
     *
     * @param keysFile null = anybody
     * @param ratePerSecond orders of each client; null = as many as it likes
     */
    record Clients(@Nullable KeysFile keysFile, @Nullable Double ratePerSecond) {}

    /**
     * Which spans go where.
     *
     * @param endpoint of the collector
     * @param sampleRatio share of the orders to sample though who posted them did not ask for it, 0 to 1
     */
    record Tracing(URI endpoint, double sampleRatio) {}

    /**
     * Reads and checks all of it.
     *
     * @throws io.sluice.contract.InvalidSettingsException with everything that is wrong
     */
    static GatewayConfig of(Settings settings) {
        GatewayConfig config = new GatewayConfig(
                listen(settings),
                settings.duration(Setting.STOP_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(10)),
                orderForm(settings),
                // At least one order of the largest size must fit.
                new InFlightLimit.Bounds(
                        (int) settings.number(Setting.IN_FLIGHT_ORDERS_MAX, 1, 1_000_000),
                        settings.number(Setting.IN_FLIGHT_BYTES_MAX, 256 * 1024, 1L << 32)),
                settings.duration(Setting.KAFKA_STALL_MAX, Duration.ofMillis(10), Duration.ofSeconds(30)),
                (int) settings.number(Setting.STATUS_ORDERS_MAX, 1, 100_000_000),
                (int) settings.number(Setting.WATCHERS_MAX, 1, 1_000_000),
                settings.duration(Setting.MAX_WAIT, Duration.ofSeconds(1), Duration.ofDays(30)),
                corsOrigins(settings),
                clients(settings),
                adminToken(settings),
                tracing(settings),
                settings.topics(),
                TopicProvisioner.Options.of(settings),
                new ClientProperties(
                        settings.kafkaClient(ProducerConfig.configNames()),
                        settings.kafkaClient(ConsumerConfig.configNames()),
                        settings.kafkaClient(AdminClientConfig.configNames())));
        settings.check(
                !config.kafka.operatorProducer().containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG),
                "SLUICE_KAFKA_TRANSACTIONAL_ID must not be set: orders are never written in transactions");
        settings.complete();
        return config;
    }

    private static Listen listen(Settings settings) {
        int httpPort = (int) settings.number(Setting.HTTP_PORT, 0, PORT_MAX);
        int managementPort = (int) settings.number(Setting.MANAGEMENT_PORT, 0, PORT_MAX, MANAGEMENT_PORT);
        settings.check(
                httpPort != managementPort || httpPort == 0,
                Setting.HTTP_PORT.key() + " and " + Setting.MANAGEMENT_PORT.key() + " must differ: what operators see"
                        + " must not be in reach of buyers");
        return new Listen(
                settings.text(Setting.HTTP_HOST), httpPort, tls(settings), http2ClearText(settings), managementPort);
    }

    private static TlsFiles.@Nullable Paths tls(Settings settings) {
        String certificate = settings.optionalText(Setting.TLS_CERTIFICATE);
        String key = settings.optionalText(Setting.TLS_KEY);
        settings.check(
                (certificate == null) == (key == null),
                Setting.TLS_CERTIFICATE.key() + " and " + Setting.TLS_KEY.key() + " are needed both, or neither");
        return certificate == null || key == null ? null : new TlsFiles.Paths(Path.of(certificate), Path.of(key));
    }

    private static boolean http2ClearText(Settings settings) {
        String text = settings.text(Setting.HTTP2_CLEARTEXT);
        settings.check(
                text.equals("on") || text.equals("off"),
                Setting.HTTP2_CLEARTEXT.key() + " must be on or off, not '" + text + "'");
        return text.equals("on");
    }

    private static OrderForm orderForm(Settings settings) {
        return new OrderForm(orderKey(settings), orderSkus(settings), orderSchema(settings));
    }

    private static KeyPointer orderKey(Settings settings) {
        String text = settings.text(Setting.ORDER_KEY);
        KeyPointer pointer = KeyPointer.parse(text);
        if (pointer == null) {
            settings.check(
                    false,
                    Setting.ORDER_KEY.key() + " must be a JSON pointer to one value, such as "
                            + Setting.ORDER_KEY.defaultText() + ", not '" + text + "'");
            return KeyPointer.CUSTOMER;
        }
        return pointer;
    }

    private static SkuPointer orderSkus(Settings settings) {
        String text = settings.text(Setting.ORDER_SKUS);
        SkuPointer pointer = SkuPointer.parse(text);
        if (pointer == null) {
            settings.check(
                    false,
                    Setting.ORDER_SKUS.key() + " must be a JSON pointer, with * for every element of an array, such as "
                            + Setting.ORDER_SKUS.defaultText() + ", not '" + text + "'");
            return SkuPointer.ITEMS;
        }
        return pointer;
    }

    private static @Nullable OrderSchema orderSchema(Settings settings) {
        String file = settings.optionalText(Setting.ORDER_SCHEMA);
        if (file == null) {
            return null;
        }
        JsonSchemaFile.Reading reading = JsonSchemaFile.read(Path.of(file));
        reading.defects()
                .forEach(defect -> settings.check(false, Setting.ORDER_SCHEMA.key() + " " + file + ": " + defect));
        return reading.schema();
    }

    private static Set<String> corsOrigins(Settings settings) {
        String text = settings.optionalText(Setting.CORS_ORIGINS);
        if (text == null) {
            return Set.of();
        }
        Set<String> origins = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        for (String origin : origins) {
            settings.check(
                    origin.equals("*") || origin.matches("https?://[^/\\s]+"),
                    Setting.CORS_ORIGINS.key() + " must list origins such as https://shop.example, or be *, not '"
                            + origin + "'");
        }
        return origins;
    }

    private static Clients clients(Settings settings) {
        return new Clients(
                keysFile(settings),
                settings.optionalRate(Setting.CLIENT_RATE_PER_SECOND, CLIENT_RATE_MIN, CLIENT_RATE_MAX));
    }

    private static @Nullable KeysFile keysFile(Settings settings) {
        String file = settings.optionalText(Setting.API_KEYS_FILE);
        if (file == null) {
            return null;
        }
        ApiKeys.Reading reading = ApiKeysFile.read(Path.of(file));
        reading.defects()
                .forEach(defect -> settings.check(false, Setting.API_KEYS_FILE.key() + " " + file + ": " + defect));
        ApiKeys keys = reading.keys();
        return keys == null ? null : new KeysFile(Path.of(file), keys);
    }

    private static @Nullable Tracing tracing(Settings settings) {
        URI endpoint = settings.optionalHttpUrl(Setting.OTLP_ENDPOINT);
        double sampleRatio = settings.share(Setting.TRACE_SAMPLE_RATIO);
        return endpoint == null ? null : new Tracing(endpoint, sampleRatio);
    }

    private static @Nullable AdminToken adminToken(Settings settings) {
        String token = settings.optionalText(Setting.ADMIN_TOKEN);
        if (token == null) {
            return null;
        }
        // Not quoted: it is a secret.
        settings.check(
                token.length() >= TOKEN_LENGTH_MIN && token.chars().allMatch(c -> c > ' ' && c <= '~'),
                Setting.ADMIN_TOKEN.key() + " must be at least " + TOKEN_LENGTH_MIN + " visible ASCII characters");
        return new AdminToken(token);
    }
}
