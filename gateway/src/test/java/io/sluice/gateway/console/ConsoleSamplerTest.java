package io.sluice.gateway.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.console.Snapshot.PartitionLag;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.FleetView;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Lag;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a second of the console is made of. */
class ConsoleSamplerTest {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int PARTITIONS = 200;

    private final Map<String, Long> answered = new HashMap<>();
    private final OutcomeTotals outcomes = new OutcomeTotals();
    private final FleetView fleet = new FleetView();
    private final Backlog backlog = new Backlog(1);
    private final Lag lag = new Lag(PARTITIONS);
    private long nanos;
    private long millis = 1_770_000_000_000L;
    private final Forecast forecast = new Forecast(backlog, () -> fleet.state(nanos, millis), () -> 0, () -> millis);
    private final ConsoleSampler sampler = new ConsoleSampler(new ConsoleSampler.Sources(
            () -> Map.copyOf(answered),
            outcomes::totals,
            () -> fleet.state(nanos, millis),
            () -> fleet.report(nanos, millis),
            forecast,
            lag,
            () -> 3_600,
            () -> nanos,
            () -> millis));

    @Test
    void whatWasCountedBeforeTheFirstLookDidNotHappenInASecond() {
        answered.put("accepted", 1_000_000L);
        outcomes.settled(OrderOutcome.Kind.CONFIRMED);

        Point first = sampler.sample().point();
        assertEquals(Map.of(), first.answered());
        assertEquals(Map.of(), first.settled());
    }

    @Test
    void ratesAreOverTheTimeThatReallyPassed() {
        answered.put("accepted", 7L);
        sampler.sample();
        answered.put("accepted", 107L);
        answered.put("sold_out", 5L);
        for (int i = 0; i < 30; i++) {
            outcomes.settled(OrderOutcome.Kind.REJECTED);
        }
        pass(2.5);

        Point late = sampler.sample().point();
        assertEquals(Map.of("accepted", 40.0, "sold_out", 2.0), late.answered());
        assertEquals(Map.of("rejected", 12.0), late.settled());
        pass(1);
        assertEquals(Map.of(), sampler.sample().point().answered());
    }

    @Test
    void aClockThatIsSetBackMakesNoTwoPointsChangePlaces() {
        long first = sampler.sample().point().atMillis();
        millis -= 60_000;
        long second = sampler.sample().point().atMillis();
        millis -= 60_000;

        assertTrue(second > first);
        assertTrue(sampler.sample().point().atMillis() > second);
    }

    @Test
    void theTargetStandsWhileNobodyWorks() {
        fleet.apply(new Control(500, false, Mode.FIXED, "", false, "ada", "", millis), nanos);
        backlog.endSeen(0, 1_000);

        Snapshot dead = sampler.sample();
        assertEquals(500, dead.point().targetPerSecond());
        assertEquals(0, dead.point().effectivePerSecond());
        assertEquals(1_000, dead.point().backlogOrders());
        assertEquals(Forecast.State.STALLED, dead.state());
        assertEquals(Forecast.UNKNOWN, dead.drainedAtMillis());
        assertEquals(3_600, dead.headroomSeconds());
    }

    @Test
    void ofManyPartitionsTheFullestAreShown() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lag.ordersSeen(partition, partition);
        }
        lag.headSeen(199, millis - 1_500);

        Snapshot seen = sampler.sample();
        assertEquals(PARTITIONS, seen.partitionCount());
        assertEquals(96, seen.partitions().size());
        assertEquals(new PartitionLag(104, 104, Double.NaN), seen.partitions().get(0));
        assertEquals(new PartitionLag(199, 199, 1.5), seen.partitions().get(95));
        assertEquals(1.5, seen.oldestSeconds());
    }

    @Test
    void ofManyWorkersThoseWithTheLargestSharesAreShown() {
        for (int worker = 100; worker < 250; worker++) {
            Lease lease = new Lease("w-" + worker, "x", 1, worker, 1_000, Claim.NONE, 0, Activity.NONE);
            fleet.apply(lease, nanos);
        }

        Snapshot seen = sampler.sample();
        assertEquals(150, seen.fleet().workers().size());
        assertEquals(100, seen.workers().size());
        assertEquals("w-150", seen.workers().get(0).worker());
        assertTrue(seen.workers().get(0).share() < FleetRecord.WHOLE);
    }

    private void pass(double seconds) {
        nanos += (long) (seconds * NANOS_PER_SECOND);
        millis += (long) (seconds * 1_000);
    }
}
