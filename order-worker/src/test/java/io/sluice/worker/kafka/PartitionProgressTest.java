package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PartitionProgressTest {
    private final PartitionProgress progress = new PartitionProgress(10);

    @Test
    void commitsNothingWhileTheOldestIsUnsettled() {
        progress.fetched(10);
        PartitionProgress.Place second = progress.fetched(11);
        progress.settled(second);
        assertEquals(10, progress.committable());
        assertEquals(2, progress.window());
    }

    @Test
    void jumpsOverAllThatSettledOutOfOrder() {
        PartitionProgress.Place first = progress.fetched(10);
        PartitionProgress.Place second = progress.fetched(11);
        progress.fetched(12);
        progress.settled(second);
        progress.settled(first);
        assertEquals(12, progress.committable());
    }

    @Test
    void commitsTheOffsetAfterTheLastWhenAllIsSettled() {
        PartitionProgress.Place place = progress.fetched(10);
        progress.settled(place);
        assertEquals(11, progress.committable());
        assertEquals(0, progress.window());
    }

    @Test
    void toleratesGapsInOffsets() {
        PartitionProgress.Place place = progress.fetched(17);
        assertEquals(17, progress.committable());
        progress.settled(place);
        assertEquals(18, progress.committable());
    }

    @Test
    void refusesOffsetsThatGoBack() {
        progress.fetched(10);
        assertThrows(IllegalArgumentException.class, () -> progress.fetched(10));
    }
}
