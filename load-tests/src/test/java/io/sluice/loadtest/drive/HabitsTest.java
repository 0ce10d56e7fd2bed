package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.drive.Habits.Habit;
import io.sluice.loadtest.drive.Posting.Patience;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HabitsTest {
    private static final int BUYERS = 10_000;

    private final Habits nervous = Habits.nervous(1998, 2, 5);

    @Test
    void nervousBuyersPostOneToFiveTimesAtEveryGateway() {
        int[] byCount = new int[6];
        int[] byGateway = new int[2];
        for (Habit habit : habits()) {
            byCount[habit.postings().size()]++;
            habit.postings().forEach(posting -> byGateway[posting.gateway()]++);
        }

        IntStream.rangeClosed(1, 5)
                .forEach(count -> assertEquals(BUYERS / 5.0, byCount[count], BUYERS * 0.02, () -> count + " times"));
        assertEquals(1, byGateway[0] / (double) byGateway[1], 0.05);
    }

    @Test
    void nervousBuyersCutNearlyHalfOfTheirConnectionsInEveryWay() {
        Map<Patience, Integer> counts = new EnumMap<>(Patience.class);
        habits().forEach(habit ->
                habit.postings().forEach(posting -> counts.merge(posting.patience(), 1, Integer::sum)));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();

        assertEquals(0.55, counts.get(Patience.KEEPS_WAITING) / (double) all, 0.02);
        assertEquals(4, counts.size());
        assertEquals(0.02, habits().stream().filter(Habit::reusesKey).count() / (double) BUYERS, 0.005);
    }

    @Test
    void theSameSeedMakesTheSameBuyersAndAnotherSeedOthers() {
        assertEquals(nervous.of(17), Habits.nervous(1998, 2, 5).of(17));
        assertNotEquals(
                habits(),
                IntStream.range(0, BUYERS)
                        .mapToObj(Habits.nervous(1999, 2, 5)::of)
                        .toList());
    }

    @Test
    void steadyBuyersPostOnceAndWait() {
        for (int buyer = 0; buyer < 10; buyer++) {
            Habit habit = Habits.steady(2).of(buyer);

            assertEquals(List.of(Posting.patient(0, buyer % 2)), habit.postings());
            assertTrue(!habit.reusesKey());
        }
    }

    private List<Habit> habits() {
        return IntStream.range(0, BUYERS).mapToObj(nervous::of).toList();
    }
}
