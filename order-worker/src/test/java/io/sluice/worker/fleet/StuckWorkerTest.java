package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.worker.pacing.ConcurrencyLimit;
import io.sluice.worker.pacing.ThroughputBound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers in virtual time, with backlogs that do not end, of which one is no longer answered. */
class StuckWorkerTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long TTL = 400 * MILLI;
    private static final int IN_FLIGHT_MAX = 256;
    private static final double RATE = 1_000;

    private final List<FleetRecord> log = new ArrayList<>();
    private final List<Long> visibleAt = new ArrayList<>();
    private final Node sound = new Node("a");
    private final Node stuck = new Node("b");
    private long now;

    private final class Node {
        private final FleetRate rate;
        private final ConcurrencyLimit limit = new ConcurrencyLimit(IN_FLIGHT_MAX);
        private final ThroughputBound bound = new ThroughputBound(0);
        private final Deque<Long> answersAt = new ArrayDeque<>();
        private boolean isAnswered = true;
        private long callsStarted;
        private double due;
        private long spoke;
        private int readTo;

        Node(String id) {
            rate = new FleetRate(id, "life", TTL);
        }

        void tick() {
            while (readTo < log.size() && visibleAt.get(readTo) <= now) {
                rate.read(log.get(readTo++), now);
            }
            while (isAnswered && !answersAt.isEmpty() && answersAt.peekFirst() <= now) {
                answersAt.removeFirst();
                limit.release();
            }
            due = Math.min(1, due + callsPerSecond() / 1_000);
            if (due >= 1 && limit.tryAcquire()) {
                due--;
                callsStarted++;
                answersAt.addLast(now + 20 * MILLI);
            }
            if ((now / MILLI) % 50 == 0) {
                speak();
            }
        }

        /** Looks for news as often as the fleet log's thread does. */
        private void speak() {
            Workload workload = new Workload(
                    10_000_000, 1, Activity.NONE, bound.callsPerSecondMax(limit.isFull(), callsStarted, now));
            if (now - spoke >= TTL / 3 || rate.hasNews(workload, now)) {
                spoke = now;
                log.add(rate.declare(workload, now));
                visibleAt.add(now + 20 * MILLI);
            }
        }

        double callsPerSecond() {
            return rate.callsPerSecond(now);
        }
    }

    private void runFor(long nanos) {
        for (long end = now + nanos; now < end; now += MILLI) {
            sound.tick();
            stuck.tick();
        }
    }

    @BeforeEach
    void shareEvenly() {
        log.add(ModelFleet.control(RATE, Mode.FIXED, ""));
        visibleAt.add(0L);
        runFor(5 * SECOND);
        assertEquals(RATE / 2, sound.callsPerSecond(), RATE / 50);
        assertEquals(RATE / 2, stuck.callsPerSecond(), RATE / 50);
    }

    private void getStuck() {
        stuck.isAnswered = false;
        // Until then it starts calls like any other.
        runFor((long) (IN_FLIGHT_MAX / (RATE / 2) * SECOND));
    }

    @Test
    void givesItsShareBackAboutASecondAfterItsPlacesAreFull() {
        getStuck();
        runFor(1_200 * MILLI);
        assertTrue(sound.callsPerSecond() >= 0.97 * RATE, sound.callsPerSecond() + " for the other one");
    }

    @Test
    void getsItBackAboutASecondAfterItIsAnsweredAgain() {
        getStuck();
        runFor(10 * SECOND);
        stuck.isAnswered = true;
        runFor(1_200 * MILLI);
        assertTrue(stuck.callsPerSecond() >= 0.47 * RATE, stuck.callsPerSecond() + " for the one that recovered");
    }
}
