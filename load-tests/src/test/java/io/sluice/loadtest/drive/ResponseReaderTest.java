package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResponseReaderTest {
    private static final String COUNTED =
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nabcd";
    private static final String CHUNKED =
            "HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n";

    private final ResponseReader reader = new ResponseReader();

    @Test
    void readsAnAnswerInOnePiece() {
        HttpResponse response = read(COUNTED);

        assertNotNull(response);
        assertEquals(202, response.status());
        assertEquals("abcd", response.body().toString());
        assertFalse(response.closes());
    }

    @Test
    void readsAnswersHoweverTheyAreCut() {
        for (String answer : new String[] {COUNTED, CHUNKED}) {
            for (int cut = 1; cut < answer.length(); cut++) {
                assertNull(read(answer.substring(0, cut)));
                HttpResponse response = read(answer.substring(cut));
                assertNotNull(response, "cut at " + cut);
                assertTrue(response.body().toString().startsWith("abc"));
            }
        }
    }

    @Test
    void readsOneAnswerAfterTheOther() {
        assertNotNull(read(COUNTED));
        assertEquals("abc0123456789", String.valueOf(requireBody(read(CHUNKED))));
    }

    @Test
    void seesThatTheServerWillClose() {
        HttpResponse response = read("HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertNotNull(response);
        assertTrue(response.closes());
    }

    @Test
    void refusesWhatIsNotHttp() {
        assertThrows(IllegalArgumentException.class, () -> read("SSH-2.0-OpenSSH\r\n\r\n"));
        assertThrows(IllegalArgumentException.class, () -> read("HTTP/1.1 200 OK\r\n\r\n"));
    }

    private @Nullable HttpResponse read(String text) {
        return reader.read(Buffer.buffer(text));
    }

    private static Buffer requireBody(@Nullable HttpResponse response) {
        assertNotNull(response);
        return response.body();
    }
}
