package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BacklogTest {

    @Test
    void countsTheOrdersBeforeOneExactlyWhenPartitionsAreDrainedAtEqualAge() {
        Backlog backlog = new Backlog(4);
        List<Ticket> tickets = new ArrayList<>();
        for (int order = 0; order < 100; order++) {
            tickets.add(backlog.ticket(order % 4, order / 4, 0));
        }
        for (int tried = 0; tried < 100; tried++) {
            assertEquals(100 - tried, backlog.depth());
            assertEquals(99 - tried, backlog.position(tickets.get(99)));
            assertTrue(backlog.isQueued(tickets.get(tried)));
            backlog.headSeen(tried % 4, tried / 4 + 1);
            assertFalse(backlog.isQueued(tickets.get(tried)));
        }
    }

    @Test
    void neverSaysLessThanWhatIsBeforeItInItsOwnPartition() {
        Backlog backlog = new Backlog(2);
        backlog.endSeen(0, 50);
        Ticket ticket = backlog.ticket(0, 50, 0);
        backlog.headSeen(1, 1_000);

        assertEquals(50, backlog.position(ticket));
    }

    @Test
    void neverLetsAPositionGrowWhateverIsReportedInWhateverOrder() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int partitions = 1 + random.nextInt(8);
            Backlog backlog = new Backlog(partitions);
            long[] ends = new long[partitions];
            List<Ticket> tickets = new ArrayList<>();
            List<Long> positions = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                int partition = random.nextInt(partitions);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        Ticket ticket = backlog.ticket(partition, ends[partition]++, 0);
                        tickets.add(ticket);
                        positions.add(backlog.position(ticket));
                    }
                    // Reports come late, twice and from several reporters.
                    case 2 -> backlog.headSeen(partition, random.nextLong(ends[partition] + 1));
                    default -> backlog.endSeen(partition, random.nextLong(ends[partition] + 1));
                }
                for (int i = 0; i < tickets.size(); i++) {
                    long position = backlog.position(tickets.get(i));
                    assertTrue(position >= 0 && position <= positions.get(i), "seed " + seed);
                    positions.set(i, position);
                }
            }
        }
    }

    @Test
    void tellsNoLargerPlaceThanTheGatewayThatTookTheOrderDid() {
        Backlog taker = new Backlog(2);
        taker.headSeen(0, 40);
        taker.headSeen(1, 60);
        Ticket ticket = taker.ticket(0, 99, 0);
        assertEquals(59, ticket.position());

        Backlog other = new Backlog(2);
        other.headSeen(0, 30);
        assertEquals(59, other.position(ticket));
        other.headSeen(0, 50);
        other.headSeen(1, 60);
        assertEquals(49, other.position(ticket));
    }

    @Test
    void givesAnOrderTheSamePlaceWhoeverKnowsMoreOfItsOwnPartition() {
        Backlog backlog = new Backlog(2);
        backlog.endSeen(0, 500);
        backlog.endSeen(1, 10);

        assertEquals(new Ticket(0, 99, 110, 109, 7), backlog.ticket(0, 99, 7));
    }
}
