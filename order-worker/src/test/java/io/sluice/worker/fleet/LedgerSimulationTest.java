package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.worker.fleet.FairShares.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Seeded schedules in virtual time: one log, readers that lag behind it, lost appends, crashes, pauses, newcomers and
 * changing demand. After every step the shares in use must sum to at most one; and while nothing goes wrong they must sum
 * to nearly one. A failing seed is in the test's name.
 */
class LedgerSimulationTest {
    private static final long MILLI = 1_000_000L;
    private static final long TTL = 1_000 * MILLI;

    @TestFactory
    List<DynamicTest> neverMoreThanOneIsInUse() {
        List<DynamicTest> tests = new ArrayList<>();
        long base = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            long seed = i < 50 ? i : base + i;
            tests.add(DynamicTest.dynamicTest("seed " + seed, () -> new Schedule(seed, true).run(4_000)));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> nearlyAllIsInUseWhenNothingGoesWrong() {
        List<DynamicTest> tests = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            Schedule schedule = new Schedule(seed, false);
            tests.add(DynamicTest.dynamicTest("seed " + seed, () -> {
                schedule.run(4_000);
                assertTrue(schedule.utilisation() > 0.99, "used " + schedule.utilisation());
            }));
        }
        return tests;
    }

    private static final class Node {
        final ShareLedger ledger;
        int readTo;
        long nextSpeak;
        long pausedUntil;
        boolean alive = true;
        Claim claim;

        Node(String id, String life, Claim claim) {
            ledger = new ShareLedger(id, life, TTL);
            this.claim = claim;
        }
    }

    /** A record in the log, and from when on it can be read. */
    private record Entry(Lease lease, long visibleAt) {}

    private static final class Schedule {
        private final SplittableRandom random;
        private final boolean faults;
        private final List<Entry> log = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private long now = 1_000 * MILLI;
        private int lives;
        private double used;
        private int counted;

        Schedule(long seed, boolean faults) {
            random = new SplittableRandom(seed);
            this.faults = faults;
            int workers = 1 + random.nextInt(4);
            for (int i = 0; i < workers; i++) {
                join("w" + i);
            }
        }

        void run(int steps) {
            long warmUp = now + 3 * TTL;
            for (int i = 0; i < steps; i++) {
                now += 1 + random.nextLong(5 * MILLI);
                if (faults) {
                    disturb();
                }
                for (Node node : nodes) {
                    if (node.alive && now >= node.pausedUntil) {
                        read(node);
                        speak(node);
                    }
                }
                long sum = check();
                if (now > warmUp) {
                    used += sum;
                    counted++;
                }
            }
        }

        private long check() {
            long sum = nodes.stream()
                    .filter(node -> node.alive)
                    .mapToLong(node -> node.ledger.usable(now))
                    .sum();
            assertTrue(sum <= FleetRecord.WHOLE, "in use: " + sum);
            return sum;
        }

        double utilisation() {
            return used / counted / FleetRecord.WHOLE;
        }

        private void join(String id) {
            nodes.add(new Node(id, "life" + lives++, randomClaim()));
        }

        private Claim randomClaim() {
            long demand = random.nextInt(3) == 0 ? random.nextLong(FleetRecord.WHOLE) : FleetRecord.WHOLE;
            return new Claim(demand, random.nextLong(100_000), 1 + random.nextLong(10_000));
        }

        private void disturb() {
            int dice = random.nextInt(1_000);
            Node node = nodes.get(random.nextInt(nodes.size()));
            if (dice == 0) {
                node.alive = false;
            } else if (dice == 1) {
                node.pausedUntil = now + random.nextLong(30_000 * MILLI);
            } else if (dice == 2) {
                // Also a second life beside the first.
                join("w" + random.nextInt(4));
            } else if (dice < 20) {
                node.claim = randomClaim();
            } else if (dice == 20 && node.alive && now >= node.pausedUntil) {
                append(node.ledger.leave(Activity.NONE, now));
                node.alive = false;
            }
            if (nodes.stream().filter(other -> other.alive).count() > 12) {
                nodes.removeIf(other -> !other.alive);
            }
        }

        private void read(Node node) {
            // A reader takes a record late by up to 50 ms, once in a while by up to a second, but always in order.
            long lag = random.nextLong(random.nextInt(50) == 0 && faults ? 1_000 * MILLI : 20 * MILLI);
            // A few at a time: who wakes from a pause acts on a past that others have left.
            for (int left = 1 + random.nextInt(8); left > 0 && node.readTo < log.size(); left--) {
                if (log.get(node.readTo).visibleAt() + lag > now) {
                    return;
                }
                node.ledger.read(log.get(node.readTo++).lease(), now);
                check();
            }
        }

        private void speak(Node node) {
            node.ledger.claim(node.claim, 1_000);
            if (now >= node.nextSpeak || (node.ledger.hasNews(now) && now >= node.nextSpeak - TTL / 3 + 30 * MILLI)) {
                node.nextSpeak = now + TTL / 3;
                Lease lease = node.ledger.declare(Activity.NONE, now);
                boolean lost = faults && random.nextInt(10) == 0;
                if (!lost) {
                    append(lease);
                }
            }
        }

        private void append(Lease lease) {
            log.add(new Entry(lease, now + random.nextLong(10 * MILLI)));
        }
    }
}
