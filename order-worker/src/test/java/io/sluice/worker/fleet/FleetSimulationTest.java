package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The three promises over seeded schedules in virtual time, see {@link SimulatedFleet}; {@code FLEET-RATE.md} says what is
 * covered and what is not. The seeds of a run are in its name: add one that fails to {@link #EVER_FAILED}.
 */
class FleetSimulationTest {
    private static final long FRESH = 300;

    /**
     * 289: a pacer that woke before its ledger counted a pause as time at the old rate. 503, 537: shares swung with the
     * heads' ages. 407, 697, 810: too little of the rate was used, not traced to one cause. The rest: workers that saw
     * the heads move at different speeds left each other what neither took, for seconds after a join or a crash; and 7009094, a
     * few orders each for many workers, whose shares leapt with every call. 16029760835991: several raised into the same
     * room at once, and then all gave back the whole of what was too much; 20003624: the same where few orders wait.
     */
    private static final long[] EVER_FAILED = {
        289,
        407,
        503,
        537,
        697,
        810,
        5003408,
        5004480,
        5006988,
        5007322,
        5008002,
        24425607596413L,
        7009094,
        16029760835991L,
        20003624
    };

    @TestFactory
    DynamicTest freshSeedsKeepThePromises() {
        long first = System.nanoTime();
        String name = "seeds from " + first + ", " + FRESH + " of them";
        return DynamicTest.dynamicTest(
                name, () -> assertEquals(List.of(), FleetSimulation.judge(LongStream.range(first, first + FRESH))));
    }

    @Test
    void seedsThatEverFailedKeepThePromises() {
        assertEquals(List.of(), FleetSimulation.judge(LongStream.of(EVER_FAILED)));
    }
}
