package io.sluice.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import java.util.Iterator;
import java.util.Set;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/**
 * How a process logs: as people read it or as a JSON object a line, which a collector needs no pattern for, and never so
 * much that the log itself becomes the overload. Fields are the same in all processes, so that one search finds an order
 * wherever it was; what buyers sent is in none of them. Applied once, before anything else is logged.
 *
 * <p>Logstash's encoder; Logback's own hides the fields of a line in a list of objects, where few collectors look for them.
 */
public final class LogOutput {
    /** The field with an order's id. */
    public static final String ORDER_ID = "orderId";

    /** The field with the id of the trace that an order belongs to, as in its {@code traceparent}. */
    public static final String TRACE_ID = "traceId";

    private static final String OWN_CODE = "io.sluice";
    private static final String TEXT = "text";
    private static final String JSON = "json";
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

    private LogOutput() {}

    /** Reads the settings, notes what is wrong with them there, and has the process log accordingly. */
    public static void apply(Settings settings) {
        // Another logging library under SLF4J has its own configuration.
        apply(
                settings,
                LoggerFactory.getILoggerFactory() instanceof LoggerContext context ? context : new LoggerContext());
    }

    static void apply(Settings settings, LoggerContext context) {
        String format = settings.text(Setting.LOG_FORMAT);
        settings.check(
                format.equals(TEXT) || format.equals(JSON),
                Setting.LOG_FORMAT.key() + " must be text or json, not '" + format + "'");
        String level = settings.text(Setting.LOG_LEVEL);
        settings.check(
                LEVELS.contains(level),
                Setting.LOG_LEVEL.key() + " must be error, warn, info or debug, not '" + level + "'");
        // The default leaves to a test's own configuration what it says.
        if (!level.equals(Setting.LOG_LEVEL.defaultText())) {
            context.getLogger(OWN_CODE).setLevel(Level.toLevel(level));
        }
        if (format.equals(JSON)) {
            Iterator<Appender<ILoggingEvent>> appenders =
                    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
            while (appenders.hasNext()) {
                if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                    writeJson(context, appender);
                }
            }
        }
        LogBudget budget = new LogBudget(System::nanoTime);
        budget.setContext(context);
        budget.start();
        context.addTurboFilter(budget);
    }

    private static void writeJson(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setIncludeContext(false);
        encoder.setVersion(null);
        encoder.start();
        appender.setEncoder(encoder);
    }
}
