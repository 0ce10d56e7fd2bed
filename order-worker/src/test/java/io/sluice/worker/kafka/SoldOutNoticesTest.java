package io.sluice.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.SoldOut;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoldOutNoticesTest {
    private final SoldOutNotices notices = new SoldOutNotices("worker-1", () -> 7_000);

    private static SoldOut word(String sku, long knows) {
        return new SoldOut(sku, true, knows, "worker-1", "told by the order system", 7_000);
    }

    private static SoldOut back(String sku) {
        return new SoldOut(sku, false, SoldOut.ALL, "ada", "delivery", 0);
    }

    @Test
    void saysWhatItHeardOnceWithWhatTheLatestCallKnew() {
        notices.heard(List.of("A", "B"), 5);
        notices.heard(List.of("A"), 9);
        notices.heard(List.of("A"), 3);
        assertEquals(List.of(word("A", 9), word("B", 5)), notices.toSay());
        notices.heard(List.of("A"), 11);
        assertEquals(List.of(), notices.toSay(), "the word is on its way");
    }

    @Test
    void saysNothingOfWhatHolds() {
        notices.heard(List.of("A"), 5);
        notices.read(new SoldOut("A", true, SoldOut.ALL, "ada", "", 0), 6);
        assertEquals(List.of(), notices.toSay(), "somebody else was quicker");
        notices.heard(List.of("A"), 7);
        assertEquals(List.of(), notices.toSay());
    }

    @Test
    void saysAgainWhatTheLogDidNotTake() {
        notices.heard(List.of("A"), 5);
        notices.lost(notices.toSay().get(0));
        notices.heard(List.of("A"), 6);
        assertEquals(List.of(word("A", 6)), notices.toSay());
    }

    @Test
    void aWordReadBackClosesTheSkuUntilItComesBackAndThenItMayBeSaidAnew() {
        notices.heard(List.of("A"), 5);
        assertTrue(notices.read(notices.toSay().get(0), 6));
        assertTrue(notices.skus().has("A"));
        assertTrue(notices.read(back("A"), 7));
        assertFalse(notices.skus().has("A"));
        notices.heard(List.of("A"), 8);
        assertEquals(List.of(word("A", 8)), notices.toSay());
    }

    @Test
    void aCallThatStartedBeforeTheSkuCameBackClosesNothing() {
        notices.read(back("A"), 7);
        notices.heard(List.of("A"), 6);
        assertFalse(notices.read(notices.toSay().get(0), 8));
        assertFalse(notices.skus().has("A"));
    }

    @Test
    void wordsOnTheirWayAreBoundedAndTheRestFollows() {
        List<String> many = IntStream.range(0, 2_000).mapToObj(i -> "S" + i).toList();
        notices.heard(many, 5);
        List<SoldOut> first = notices.toSay();
        assertEquals(SoldOutNotices.UNREAD_MAX, first.size());
        assertEquals(List.of(), notices.toSay());
        int said = 0;
        for (List<SoldOut> words = first; !words.isEmpty(); words = notices.toSay()) {
            for (SoldOut word : words) {
                notices.read(word, 10 + said++);
            }
        }
        assertEquals(SoldOutNotices.UNSAID_MAX, said, "what did not fit comes with the next answers");
    }
}
