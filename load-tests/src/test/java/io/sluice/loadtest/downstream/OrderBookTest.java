package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderBookTest {
    @TempDir
    Path folder;

    @Test
    void takesStockUntilNoneIsLeft() throws SQLException {
        try (OrderBook book = OrderBook.open(null, 5)) {
            assertTrue(place(book, "1", "A", 3).tookEffect());
            assertEquals("not enough left of: A", place(book, "2", "A", 3).reason());
            assertTrue(place(book, "3", "A", 2).tookEffect());

            Answer rejected = place(book, "4", "A", 1);
            assertEquals(Answer.Kind.SOLD_OUT, rejected.kind());
            assertEquals(List.of("A"), rejected.soldOut());
            assertEquals("sold out: A", rejected.reason());
        }
    }

    @Test
    void takesAllLinesOrNone() throws SQLException {
        try (OrderBook book = OrderBook.open(null, 5)) {
            place(book, "1", "A", 5);

            Answer rejected = book.place("2", body("{'sku':'B','quantity':4},{'sku':'A','quantity':1}"), 0);

            assertEquals(Answer.Kind.SOLD_OUT, rejected.kind());
            assertTrue(place(book, "3", "B", 5).tookEffect());
        }
    }

    @Test
    void aKnownOrderGetsItsFirstAnswerAgainWithoutASecondEffect() throws SQLException {
        try (OrderBook book = OrderBook.open(null, 5)) {
            place(book, "1", "A", 5);
            place(book, "2", "A", 1);
            book.commit();

            Answer confirmedAgain = place(book, "1", "A", 5);
            Answer rejectedAgain = place(book, "2", "A", 1);

            assertEquals(Answer.Kind.CONFIRMED, confirmedAgain.kind());
            assertFalse(confirmedAgain.tookEffect());
            assertEquals(Answer.soldOut(List.of("A"), "sold out: A").asReplay(), rejectedAgain);
        }
    }

    @Test
    void aKnownIdWithAnotherBodyIsRefused() throws SQLException {
        try (OrderBook book = OrderBook.open(null, 5)) {
            place(book, "1", "A", 1);

            assertEquals(Answer.Kind.KEY_REUSED, place(book, "1", "A", 2).kind());
            assertTrue(place(book, "2", "A", 4).tookEffect());
        }
    }

    @Test
    void aMalformedOrderTakesNothingAndMayComeAgainMended() throws SQLException {
        try (OrderBook book = OrderBook.open(null, 5)) {
            assertEquals(
                    Answer.Kind.MALFORMED,
                    book.place("1", "{".getBytes(StandardCharsets.UTF_8), 0).kind());
            assertTrue(place(book, "1", "A", 1).tookEffect());
        }
    }

    @Test
    void whatWasRolledBackNeverHappened() throws SQLException {
        try (OrderBook book = OrderBook.open(null, 5)) {
            place(book, "1", "A", 1);
            book.commit();
            place(book, "2", "A", 4);
            book.rollback();

            assertTrue(place(book, "2", "A", 4).tookEffect());
            assertEquals(List.of("A"), place(book, "3", "A", 1).soldOut());
        }
    }

    @Test
    void aFolderKeepsStockAndAnswers() throws SQLException {
        try (OrderBook book = OrderBook.open(folder, 5)) {
            place(book, "1", "A", 4);
            book.commit();
        }

        try (OrderBook book = OrderBook.open(folder, 5)) {
            assertTrue(place(book, "1", "A", 4).replayed());
            assertFalse(place(book, "2", "A", 2).tookEffect());
            assertTrue(place(book, "3", "A", 1).tookEffect());
        }
    }

    private static Answer place(OrderBook book, String orderId, String sku, int quantity) throws SQLException {
        return book.place(orderId, body("{'sku':'" + sku + "','quantity':" + quantity + "}"), 0);
    }

    private static byte[] body(String items) {
        return ("{'items':[" + items + "]}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
