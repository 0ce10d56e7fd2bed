package io.sluice.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchersTest {
    private final Watchers watchers = new Watchers(40);
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsEveryoneWhoWaitsForAnOrderOnce() {
        watchers.join("a", outcome -> told.add("first"));
        watchers.join("a", outcome -> told.add("second"));
        watchers.join("b", outcome -> told.add("other"));
        watchers.settled(Outcomes.confirmed("a", 0, 0));
        watchers.settled(Outcomes.confirmed("a", 0, 0));

        assertEquals(List.of("first", "second"), told);
        assertEquals(1, watchers.count());
    }

    @Test
    void tellsNobodyWhoHasLeft() {
        Watchers.Watch watch = watchers.join("a", outcome -> told.add("left"));
        watch.leave();
        watch.leave();
        watchers.settled(Outcomes.confirmed("a", 0, 0));

        assertEquals(List.of(), told);
        assertEquals(0, watchers.count());
    }

    @Test
    void hasRoomForSoManyInAllAndSoManyForOneOrder() {
        for (int i = 0; i < 32; i++) {
            assertNotNull(watchers.join("a", outcome -> {}));
        }
        assertNull(watchers.join("a", outcome -> {}));
        for (int i = 0; i < 8; i++) {
            assertNotNull(watchers.join("b" + i, outcome -> {}));
        }
        assertNull(watchers.join("c", outcome -> {}));
        assertEquals(40, watchers.count());
    }
}
