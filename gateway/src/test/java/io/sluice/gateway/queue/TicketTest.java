package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
    private static final String ID = OrderId.derived("c", "k");

    @Test
    void comesBackAsItWentOut() {
        Random random = new Random(1);
        for (int round = 0; round < 10_000; round++) {
            Ticket ticket = new Ticket(
                    random.nextInt(10_000),
                    random.nextLong() >>> (1 + random.nextInt(63)),
                    random.nextLong() >>> (1 + random.nextInt(63)),
                    random.nextLong() >>> (1 + random.nextInt(63)),
                    random.nextLong() >>> (1 + random.nextInt(63)));
            String text = ticket.encode(ID);
            assertEquals(ticket, Ticket.decode(text, ID));
            assertTrue(text.length() <= Ticket.TEXT_LENGTH_MAX && text.matches("[A-Za-z0-9_-]+"), text);
        }
    }

    @Test
    void belongsToOneOrder() {
        String text = new Ticket(3, 1_000, 12_000, 400, 1_770_000_000_000L).encode(ID);

        assertNull(Ticket.decode(text, OrderId.derived("c", "other")));
    }

    @Test
    void noticesEveryChangedCharacter() {
        String text = new Ticket(3, 1_000, 12_000, 400, 1_770_000_000_000L).encode(ID);
        for (int i = 0; i < text.length(); i++) {
            char changed = text.charAt(i) == 'A' ? 'Q' : 'A';
            assertNull(Ticket.decode(text.substring(0, i) + changed + text.substring(i + 1), ID), "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "????", "_____________", "AAAAAAAAAAAAAAAAAAAAAAAA"})
    void knowsWhatIsNoTicket(String text) {
        assertNull(Ticket.decode(text, ID));
        assertNull(Ticket.decode("A".repeat(100_000), ID));
    }
}
