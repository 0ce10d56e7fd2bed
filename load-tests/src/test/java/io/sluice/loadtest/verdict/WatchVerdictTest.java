package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchVerdictTest {
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final long PHASE_MICROS = 10_000_000;
    private static final long MIB = 1 << 20;

    private final WatchFacts.Phase quiet = new WatchFacts.Phase(START_MICROS, START_MICROS + PHASE_MICROS);
    private final WatchFacts.Phase watched =
            new WatchFacts.Phase(START_MICROS + 2 * PHASE_MICROS, START_MICROS + 3 * PHASE_MICROS);
    private final List<OrderLine> orders = new ArrayList<>();
    private final List<DeliveryLine> deliveries = new ArrayList<>();
    private final List<LoadSample> samples = new ArrayList<>();
    private int open = 50_000;

    /** 1,000 orders in each time, 5 ms each without watchers and 9 ms with them. */
    WatchVerdictTest() {
        for (int i = 0; i < 1_000; i++) {
            orders.add(order(quiet.fromMicros() + i * 10_000L, 5_000, 202));
            orders.add(order(watched.fromMicros() + i * 10_000L, 9_000, 202));
            long settledMillis = watched.fromMicros() / 1000 + i;
            deliveries.add(new DeliveryLine(START_MICROS, settledMillis, settledMillis * 1000 + 30_000));
        }
        for (int second = 0; second < 30; second++) {
            boolean isLate = second >= 20;
            samples.add(new LoadSample(
                    START_MICROS + second * 1_000_000L,
                    (isLate ? 340 : 40) * MIB,
                    second * 100L + (isLate ? (second - 20) * 400L : 0),
                    isLate ? second * 700L : -1));
        }
    }

    private static OrderLine order(long dueMicros, long tookMicros, int status) {
        return new OrderLine(dueMicros, dueMicros, dueMicros + tookMicros, status, "ID", 0, 1, null);
    }

    @Test
    void findsNothingWrongWithAGatewayThatBearsItsWatchers() {
        Ruling ruling = judge();

        assertEquals(List.of(), ruling.failures());
        assertEquals(1.8, ruling.figures().get("acceptP99Ratio"), 0.001);
        assertEquals(30, ruling.figures().get("settledDelayP99Millis"), 0.001);
        assertEquals(
                300, ruling.figures().get("heapMibWatched") - ruling.figures().get("heapMibQuiet"), 0.1);
        assertEquals(0.5, ruling.figures().get("gatewayCoresWatched"), 0.001);
    }

    @Test
    void seesBuyersWhoPayForTheWatchers() {
        for (int i = 0; i < 11; i++) {
            orders.add(order(watched.fromMicros() + i, 10_100, 202));
        }

        assertSees("accept path's p99 with watchers over without");
    }

    @Test
    void seesThatFewerWatchThanWereAskedFor() {
        open = 49_999;

        assertSees("watchers");
    }

    @Test
    void seesAnOrderThatWasRefused() {
        orders.add(order(watched.fromMicros(), 1_000, 503));

        assertSees("orders that were not accepted");
    }

    @Test
    void seesThatNobodyWasToldOfAnyEnd() {
        deliveries.clear();

        assertSees("delay of settled");
    }

    @Test
    void countsNoDelayOfAStreamThatWasOpenedAfterTheEnd() {
        deliveries.add(new DeliveryLine(
                watched.fromMicros() + 60_000_000, watched.fromMicros() / 1000, watched.untilMicros()));

        assertEquals(1_000, histories().delayMillis().count());
    }

    @Test
    void staysTheSameWhenItsFactsAreReadAgain(@TempDir Path directory) throws Exception {
        facts().write(directory);

        assertEquals(facts(), WatchFacts.read(directory));
    }

    private WatchFacts facts() {
        return new WatchFacts(50_000, open, 50_000, 100, 100, quiet, watched, List.of());
    }

    private WatchHistories histories() {
        return new WatchHistories(orders, deliveries, samples);
    }

    private Ruling judge() {
        return WatchVerdict.judge(facts(), histories());
    }

    private void assertSees(String failure) {
        List<String> failures = judge().failures();
        assertTrue(failures.stream().anyMatch(text -> text.startsWith(failure + ":")), failures::toString);
    }
}
