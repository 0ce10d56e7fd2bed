package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventReaderTest {
    private static final String STREAM = """
            retry: 3000

            id: at-5
            event: position
            data: {"position":5}

            : heart-beat

            id: settled
            event: settled
            data: {"reason":"größer"}

            """;

    private final List<String> events = new ArrayList<>();
    private final EventReader reader = new EventReader((name, id, data) -> events.add(name + " " + id + " " + data));

    @Test
    void tellsOfWholeEventsOnly() {
        reader.read(Buffer.buffer(STREAM));

        assertEquals(List.of("position at-5 {\"position\":5}", "settled settled {\"reason\":\"größer\"}"), events);
    }

    @Test
    void tellsTheSameWhereverTheStreamIsCut() {
        byte[] bytes = Buffer.buffer(STREAM).getBytes();
        for (byte one : bytes) {
            reader.read(Buffer.buffer(new byte[] {one}));
        }

        assertEquals(List.of("position at-5 {\"position\":5}", "settled settled {\"reason\":\"größer\"}"), events);
    }

    @Test
    void refusesALineWithoutEnd() {
        Buffer much = Buffer.buffer(new byte[60_000]);
        reader.read(much);

        assertThrows(IllegalArgumentException.class, () -> reader.read(much));
    }
}
