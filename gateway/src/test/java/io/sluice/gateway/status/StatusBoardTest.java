package io.sluice.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final StatusBoard board = new StatusBoard(3);

    @Test
    void forgetsTheOldestFirstHoweverOftenItIsAskedFor() {
        for (int order = 0; order < 5; order++) {
            board.settled(Outcomes.confirmed(Outcomes.id(order), 0, order));
            board.outcome(Outcomes.id(0));
        }

        assertEquals(3, board.size());
        assertNull(board.outcome(Outcomes.id(1)));
        assertNotNull(board.outcome(Outcomes.id(2)));
        assertNotNull(board.outcome(Outcomes.id(4)));
    }

    @Test
    void keepsTheLastOutcomeOfAnOrderAndCountsItOnce() {
        OrderOutcome replayed = Outcomes.of(Outcomes.id(0), OrderOutcome.Kind.CONFIRMED, 0, 0);
        board.settled(Outcomes.of(Outcomes.id(0), OrderOutcome.Kind.FAILED, 0, 0));
        board.settled(replayed);
        board.settled(Outcomes.confirmed(Outcomes.id(1), 0, 1));
        board.settled(Outcomes.confirmed(Outcomes.id(2), 0, 2));

        assertEquals(replayed, board.outcome(Outcomes.id(0)));
        assertEquals(3, board.size());
    }

    @Test
    void givesBackEveryFieldAsItWas() {
        for (OrderOutcome.Kind kind : OrderOutcome.Kind.values()) {
            OrderOutcome outcome = new OrderOutcome(
                    Outcomes.id(1),
                    kind,
                    "why: 鍵",
                    (1 << 30) - 1,
                    1_795_305_600_123L,
                    -1,
                    Long.MIN_VALUE + 1,
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE);
            board.settled(outcome);
            assertEquals(outcome, board.outcome(Outcomes.id(1)));
        }
        OrderOutcome small = new OrderOutcome(Outcomes.id(2), OrderOutcome.Kind.EXPIRED, null, 0, 0, 0, 0, 0, 0);
        board.settled(small);
        assertEquals(small, board.outcome(Outcomes.id(2)));
    }

    @Test
    void isAMapThatForgetsTheOldestWhateverComes() {
        String[] ids = IntStream.range(0, 3_000).mapToObj(Outcomes::id).toArray(String[]::new);
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            int ordersMax = 1 + random.nextInt(2_000);
            StatusBoard small = new StatusBoard(ordersMax);
            Map<String, OrderOutcome> model = new LinkedHashMap<>();
            for (int step = 0; step < 10_000; step++) {
                String id = ids[random.nextInt(ids.length)];
                OrderOutcome outcome = Outcomes.confirmed(id, random.nextInt(12), random.nextLong() >>> 1);
                small.settled(outcome);
                if (model.put(id, outcome) == null && model.size() > ordersMax) {
                    model.remove(model.keySet().iterator().next());
                }
                String asked = ids[random.nextInt(ids.length)];
                assertEquals(model.get(asked), small.outcome(asked), "seed " + seed);
            }
            assertEquals(model.size(), small.size());
            model.forEach((id, outcome) -> assertEquals(outcome, small.outcome(id)));
        }
    }

    @Test
    void tellsIdsApartThatDifferInOneBit() {
        StatusBoard large = new StatusBoard(1_000);
        String id = OrderId.random();
        for (int letter = 0; letter < OrderId.LENGTH; letter++) {
            char other = id.charAt(letter) == '1' ? '0' : '1';
            String near = id.substring(0, letter) + other + id.substring(letter + 1);
            large.settled(Outcomes.confirmed(near, 0, letter));
            assertEquals(near.equals(id), large.outcome(id) != null);
            assertNotNull(large.outcome(near));
        }
    }

    @Test
    void keepsAReasonOnceForAllWhoShareItAndDropsItWithTheLastOfThem() {
        for (int order = 0; order < 3; order++) {
            board.settled(rejected(order, new String("sold out")));
        }
        long bytes = board.reasonBytes();

        assertSame(reason(board, 0), reason(board, 2));
        board.settled(rejected(3, "sold out"));
        assertEquals(bytes, board.reasonBytes());
        for (int order = 4; order < 7; order++) {
            board.settled(rejected(order, null));
        }
        assertEquals(0, board.reasonBytes());
    }

    @Test
    void boundsWhatReasonsTakeAndDropsTheOldest() {
        int bytesMax = 20_000;
        StatusBoard bounded = new StatusBoard(100, bytesMax);
        for (int order = 0; order < 1_000; order++) {
            bounded.settled(rejected(order, order + "x".repeat(2_000)));
            assertTrue(bounded.reasonBytes() <= bytesMax);
            assertNotNull(reason(bounded, order));
        }
        assertNull(reason(bounded, 990));
        assertEquals(100, bounded.size());
        // What is replaced among those without a reason gets none either.
        bounded.settled(rejected(950, "y"));
        assertNull(reason(bounded, 950));
        bounded.settled(rejected(999, null));
        assertNull(reason(bounded, 999));
    }

    @Test
    void showsReadersWholeOutcomesWhileTheRingGoesRound() throws Exception {
        StatusBoard busy = new StatusBoard(50);
        AtomicInteger writtenTo = new AtomicInteger();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        Runnable read = () -> {
            Random random = new Random(1);
            while (writtenTo.get() < 20_000) {
                int order = Math.max(0, writtenTo.get() - random.nextInt(60));
                OrderOutcome outcome = busy.outcome(Outcomes.id(order));
                if (outcome != null) {
                    assertEquals(rejected(order, outcome.reason()), outcome);
                    assertEquals(Integer.toString(order), outcome.reason());
                }
            }
        };
        Future<?> one = readers.submit(read);
        Future<?> two = readers.submit(read);
        for (int order = 0; order < 20_000; order++) {
            busy.settled(rejected(order, Integer.toString(order)));
            writtenTo.set(order + 1);
        }
        one.get(10, TimeUnit.SECONDS);
        two.get(10, TimeUnit.SECONDS);
        readers.shutdown();
    }

    private static OrderOutcome rejected(int order, String reason) {
        return new OrderOutcome(
                Outcomes.id(order), OrderOutcome.Kind.REJECTED, reason, 1, order, 2L * order, 3L * order, 0, order);
    }

    private static String reason(StatusBoard board, int order) {
        return board.outcome(Outcomes.id(order)).reason();
    }
}
