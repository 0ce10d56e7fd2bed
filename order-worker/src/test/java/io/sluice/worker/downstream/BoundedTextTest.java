package io.sluice.worker.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class BoundedTextTest {
    private final BoundedText text = new BoundedText();

    @Test
    void isTheGivenTextIfNothingCame() {
        assertEquals("HTTP 500", text.orElse("HTTP 500"));
        text.append(Buffer.buffer());
        assertEquals("HTTP 500", text.orElse("HTTP 500"));
    }

    @Test
    void putsPartsTogether() {
        text.append(Buffer.buffer("sold "));
        text.append(Buffer.buffer("out: größe"));
        assertEquals("sold out: größe", text.orElse("-"));
    }

    @Test
    void keepsTheFirstTwoKibibytesHoweverTheyCome() {
        text.append(Buffer.buffer("a".repeat(2_000)));
        text.append(Buffer.buffer("b".repeat(2_000)));
        text.append(Buffer.buffer("c".repeat(2_000)));
        assertEquals("a".repeat(2_000) + "b".repeat(48), text.orElse("-"));
    }

    @Test
    void aCharacterCutInTwoIsMarkedAsSuch() {
        text.append(Buffer.buffer("a".repeat(2_047) + "ü"));
        String kept = text.orElse("-");
        assertEquals(2_048, kept.length());
        assertTrue(kept.endsWith("a\ufffd"), kept.substring(2_040));
    }
}
