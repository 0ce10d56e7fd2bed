package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a position is worth, against the order in which orders really came to be tried. One order is taken in each unit of time. */
class PositionTest {

    /** A place that was told, and how many orders had been tried by then. */
    private record Told(int order, long position, int tried) {}

    @Test
    void isExactWhereHeadsAgeTogether() {
        for (int seed = 0; seed < 50; seed++) {
            assertEquals(0, worstError(new Random(seed), 0), "seed " + seed);
        }
    }

    @Test
    void isOffByNoMoreThanWhatIsTakenWhileHeadsAgeApart() {
        for (int seed = 0; seed < 200; seed++) {
            int ageSpread = 1 + new Random(seed).nextInt(60);
            long worst = worstError(new Random(seed), ageSpread);
            assertTrue(worst <= ageSpread, "seed " + seed + ": " + worst + " at a spread of " + ageSpread);
        }
    }

    /** How far off any place was that was told while heads were no further apart than this. */
    private static long worstError(Random random, int ageSpread) {
        int partitions = 1 + random.nextInt(8);
        Backlog backlog = new Backlog(partitions);
        List<Deque<Integer>> waiting = new ArrayList<>();
        long[] heads = new long[partitions];
        long[] ends = new long[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            waiting.add(new ArrayDeque<>());
        }
        int orders = 300;
        List<Ticket> tickets = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        int[] triedAs = new int[orders];
        for (int tried = 0; tried < orders; ) {
            boolean takes = tickets.size() < orders && (tickets.size() == tried || random.nextInt(3) > 0);
            if (takes) {
                // Partitions are as uneven as they like.
                int partition = random.nextInt(1 + random.nextInt(partitions));
                waiting.get(partition).add(tickets.size());
                tickets.add(backlog.ticket(partition, ends[partition]++, 0));
            } else {
                int partition = anyOfTheOldest(waiting, ageSpread, random);
                triedAs[waiting.get(partition).remove()] = tried++;
                backlog.headSeen(partition, ++heads[partition]);
            }
            int asked = random.nextInt(tickets.size());
            if (backlog.isQueued(tickets.get(asked))) {
                told.add(new Told(asked, backlog.position(tickets.get(asked)), tried));
            }
        }
        return told.stream()
                .mapToLong(one -> Math.abs(one.position() - (triedAs[one.order()] - one.tried())))
                .max()
                .orElse(0);
    }

    private static int anyOfTheOldest(List<Deque<Integer>> waiting, int ageSpread, Random random) {
        int oldest = waiting.stream()
                .filter(queue -> !queue.isEmpty())
                .mapToInt(Deque::peek)
                .min()
                .orElseThrow();
        List<Integer> eligible = new ArrayList<>();
        for (int partition = 0; partition < waiting.size(); partition++) {
            Integer head = waiting.get(partition).peek();
            if (head != null && head - oldest <= ageSpread) {
                eligible.add(partition);
            }
        }
        return eligible.get(random.nextInt(eligible.size()));
    }

    @Test
    void showsTheFloorWhereOnePartitionIsLeftBehind() {
        Backlog backlog = new Backlog(4);
        List<Ticket> left = new ArrayList<>();
        for (int order = 0; order < 400; order++) {
            Ticket ticket = backlog.ticket(order % 4, order / 4, 0);
            if (order % 4 == 0) {
                left.add(ticket);
            }
        }
        for (int partition = 1; partition < 4; partition++) {
            backlog.headSeen(partition, 100);
        }

        for (int before = 0; before < left.size(); before++) {
            assertEquals(before, backlog.position(left.get(before)));
        }
    }

    @Test
    void growsAtNoGatewayAndBetweenTwoByWhatOneHasNotReadYet() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int partitions = 1 + random.nextInt(6);
            Backlog[] gateways = {new Backlog(partitions), new Backlog(partitions)};
            long[] heads = new long[partitions];
            long[] ends = new long[partitions];
            List<Ticket> tickets = new ArrayList<>();
            List<long[]> least = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                int partition = random.nextInt(partitions);
                int gateway = random.nextInt(2);
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        tickets.add(gateways[gateway].ticket(partition, ends[partition]++, 0));
                        least.add(new long[] {Long.MAX_VALUE, Long.MAX_VALUE});
                    }
                    case 2 -> heads[partition] += random.nextLong(ends[partition] - heads[partition] + 1);
                    case 3 -> gateways[gateway].headSeen(partition, heads[partition]);
                    default -> {
                        if (random.nextInt(20) == 0) {
                            gateways[gateway] = restarted(heads, ends);
                        }
                    }
                }
                long apart = apart(gateways, partitions);
                for (int order = 0; order < tickets.size(); order++) {
                    long[] seen = least.get(order);
                    long[] now = {gateways[0].position(tickets.get(order)), gateways[1].position(tickets.get(order))};
                    assertTrue(now[0] <= seen[0] && now[1] <= seen[1], "seed " + seed);
                    assertTrue(Math.abs(now[0] - now[1]) <= apart, "seed " + seed);
                    least.set(order, now);
                }
            }
        }
    }

    /** One that has read all there was before it was ready. */
    private static Backlog restarted(long[] heads, long[] ends) {
        Backlog backlog = new Backlog(heads.length);
        for (int partition = 0; partition < heads.length; partition++) {
            backlog.headSeen(partition, heads[partition]);
            backlog.endSeen(partition, ends[partition]);
        }
        return backlog;
    }

    private static long apart(Backlog[] gateways, int partitions) {
        long apart = 0;
        for (int partition = 0; partition < partitions; partition++) {
            apart += Math.abs(gateways[0].head(partition) - gateways[1].head(partition));
        }
        return apart;
    }
}
