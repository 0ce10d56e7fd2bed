package io.sluice.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.sluice.contract.InvalidSettingsException;
import io.sluice.contract.Settings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogOutputTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void logTo(Settings settings) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%-5level %msg %kvp%n");
        text.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(text);
        appender.setOutputStream(out);
        appender.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        LogOutput.apply(settings, context);
        settings.complete();
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Settings settings(Map<String, String> environment) {
        return Settings.load(new String[0], environment);
    }

    @Test
    void jsonIsOneObjectALineWithTheOrderAndItsTrace() throws Exception {
        logTo(settings(Map.of("SLUICE_LOG_FORMAT", "json")));
        context.getLogger("io.sluice.Some")
                .atWarn()
                .addKeyValue(LogOutput.ORDER_ID, "4XWC")
                .addKeyValue(LogOutput.TRACE_ID, "0af7")
                .log("given up, \"{}\"\nafter {} calls", "broken", 8);

        String line = written();
        assertEquals(line.length() - 1, line.indexOf('\n'), line);
        assertTrue(line.contains("\"orderId\":\"4XWC\""), line);
        assertTrue(line.contains("\"traceId\":\"0af7\""), line);
        assertTrue(line.contains("\"level\":\"WARN\""), line);
        assertTrue(line.contains("after 8 calls"), line);
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            while (parser.nextToken() != null) {
                parser.getText();
            }
        }
    }

    @Test
    void textIsWhatTheProgramsOwnPatternSays() {
        logTo(settings(Map.of()));
        context.getLogger("io.sluice.Some")
                .atInfo()
                .addKeyValue(LogOutput.ORDER_ID, "4XWC")
                .log("settled");
        assertEquals("INFO  settled orderId=\"4XWC\"\n", written());
    }

    @Test
    void linesForEveryOrderHaveToBeAskedFor() {
        logTo(settings(Map.of("SLUICE_LOG_LEVEL", "debug")));
        context.getLogger("io.sluice.Some").debug("one order");
        context.getLogger("org.apache.kafka").setLevel(ch.qos.logback.classic.Level.WARN);
        context.getLogger("org.apache.kafka").info("not ours");
        assertTrue(written().startsWith("DEBUG one order"), written());
        assertEquals(1, written().lines().count());
    }

    @Test
    void wrongWordsAreErrors() {
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class,
                () -> logTo(settings(Map.of("SLUICE_LOG_FORMAT", "xml", "SLUICE_LOG_LEVEL", "loud"))));
        assertEquals(2, refused.errors().size(), refused.errors().toString());
    }
}
