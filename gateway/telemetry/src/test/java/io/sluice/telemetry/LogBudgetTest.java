package io.sluice.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogBudgetTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Logger log = context.getLogger("io.sluice.Some");

    @BeforeEach
    void writeHere() {
        written.setContext(context);
        written.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(written);
        LogBudget budget = new LogBudget(nanos::get);
        budget.start();
        context.addTurboFilter(budget);
    }

    private List<String> messages() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aRepeatedWarningIsLeftOutAndCounted() {
        for (int i = 0; i < LogBudget.LINES_MAX + 7; i++) {
            log.warn("{} is away", i);
        }
        assertEquals(LogBudget.LINES_MAX, messages().size());
        assertEquals("0 is away", messages().get(0));

        nanos.addAndGet(LogBudget.INTERVAL_NANOS);
        log.warn("{} is away", "somebody");
        assertEquals(
                List.of("left out 7 lines like the next one", "somebody is away"),
                messages().subList(LogBudget.LINES_MAX, LogBudget.LINES_MAX + 2));

        nanos.addAndGet(LogBudget.INTERVAL_NANOS);
        log.warn("{} is away", "nobody");
        assertEquals("nobody is away", messages().get(messages().size() - 1));
        assertEquals(LogBudget.LINES_MAX + 3, messages().size(), "what was counted is said once");
    }

    @Test
    void otherWarningsAndWhatIsNoWarningGoOn() {
        for (int i = 0; i < 100; i++) {
            log.warn("again");
            log.info("news {}", i);
        }
        log.warn("something else");
        context.getLogger("io.sluice.Other").warn("again");

        assertEquals(LogBudget.LINES_MAX + 100 + 2, messages().size());
    }

    @Test
    void whatIsSwitchedOffIsNotCounted() {
        log.setLevel(Level.OFF);
        for (int i = 0; i < 100; i++) {
            log.error("unheard");
        }
        log.setLevel(Level.WARN);
        log.error("unheard");
        assertEquals(List.of("unheard"), messages());
    }

    @Test
    void messagesThatOthersPutTogetherDoNotFillTheMemory() {
        for (int i = 0; i < 5_000; i++) {
            log.warn("no connection to broker " + i);
        }
        assertEquals(5_000, messages().size());
        assertTrue(messages().contains("no connection to broker 4999"));
    }
}
