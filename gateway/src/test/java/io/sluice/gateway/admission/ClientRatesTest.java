package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A clock may begin anywhere. */
    private long nanos = Long.MAX_VALUE - SECOND_NANOS;

    @Test
    void letsASecondsWorthThroughAtOnceAndThenTheRate() {
        ClientRates rates = new ClientRates(10, () -> nanos);
        for (int left = 9; left >= 0; left--) {
            assertEquals(new Quota(10, 1, left, 1, 0), rates.take("c"));
        }
        assertEquals(new Quota(10, 1, 0, 1, 1), rates.take("c"));
        nanos += SECOND_NANOS / 10 - 1;
        assertEquals(1, rates.take("c").nextSeconds());
        nanos += 1;
        assertEquals(0, rates.take("c").nextSeconds());
        assertEquals(1, rates.take("c").nextSeconds());
    }

    @Test
    void tellsALowRateInWholeOrdersAndSeconds() {
        ClientRates rates = new ClientRates(0.3, () -> nanos);

        assertEquals(new Quota(1, 4, 0, 4, 0), rates.take("c"));
        assertEquals(new Quota(1, 4, 0, 4, 4), rates.take("c"));
        nanos += 4 * SECOND_NANOS;
        assertEquals(0, rates.take("c").nextSeconds());
    }

    @Test
    void keepsClientsApart() {
        ClientRates rates = new ClientRates(1, () -> nanos);
        rates.take("a");

        assertEquals(1, rates.take("a").nextSeconds());
        assertEquals(0, rates.take("b").nextSeconds());
    }

    @Test
    void givesBackWhatWasSpentForNothing() {
        ClientRates rates = new ClientRates(1, () -> nanos);
        rates.take("c");
        rates.giveBack("c");

        assertEquals(0, rates.take("c").nextSeconds());
        assertEquals(1, rates.take("c").nextSeconds());
    }

    @Test
    void letsNobodyPushAClientOutToGiveItItsQuotaBack() {
        ClientRates rates = new ClientRates(1, 100, () -> nanos);
        rates.take("mine");
        for (int i = 0; i < 10_000; i++) {
            rates.take("invented-" + i);
        }

        assertEquals(1, rates.take("mine").nextSeconds());
        nanos += SECOND_NANOS - 1;
        assertEquals(1, rates.take("mine").nextSeconds());
        nanos += 1;
        assertEquals(0, rates.take("mine").nextSeconds());
    }

    @Test
    void holdsThoseWhoFindNoRoomToLessThanTheirRateAndNeverToMore() {
        ClientRates rates = new ClientRates(1, 1, () -> nanos);
        rates.take("first");
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            taken += rates.take("further-" + i).nextSeconds() == 0 ? 1 : 0;
        }

        assertTrue(taken > 1_000 && taken <= 4_096, "taken " + taken);
        nanos += SECOND_NANOS;
        assertEquals(0, rates.take("further-0").nextSeconds());
    }

    /** Many clients at random times, with room for all and for few, against a number for each that is never forgotten. */
    @Test
    void neverLetsMoreThroughThanTheRateWhateverIsForgotten() {
        for (int clientsMax : new int[] {5, 1_000}) {
            Random random = new Random(11);
            nanos = 0;
            ClientRates rates = new ClientRates(3, clientsMax, () -> nanos);
            Map<String, double[]> buckets = new HashMap<>();
            for (int i = 0; i < 50_000; i++) {
                nanos += random.nextInt(20_000_000);
                double now = nanos / (double) SECOND_NANOS;
                String client = "c-" + random.nextInt(30);
                double[] bucket = buckets.computeIfAbsent(client, name -> new double[] {3, now});
                bucket[0] = Math.min(3, bucket[0] + 3 * (now - bucket[1]));
                bucket[1] = now;
                if (rates.take(client).nextSeconds() == 0) {
                    bucket[0] -= 1;
                    assertTrue(bucket[0] > -0.001, client + " got more than its rate");
                } else if (clientsMax > 30) {
                    assertTrue(bucket[0] < 1.001, client + " got less than its rate");
                }
            }
        }
    }
}
