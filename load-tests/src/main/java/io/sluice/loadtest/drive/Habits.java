package io.sluice.loadtest.drive;

import io.sluice.loadtest.drive.Posting.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** How buyers post. The same buyer always has the same habits. Immutable, thread-safe. */
public interface Habits {

    /**
     * What a buyer does of its own accord; who has no answer after that goes on until it has one.
     *
     * @param postings at least one, in order
     * @param reusesKey whether it posts another body under the same key once its order is stored
     */
    record Habit(List<Posting> postings, boolean reusesKey) {
        public Habit {
            postings = List.copyOf(postings);
        }
    }

    /** The habits of a buyer, from 0. */
    Habit of(int buyer);

    /** Everybody posts once and waits for the answer, at the gateways in turn. */
    static Habits steady(int gateways) {
        return buyer -> new Habit(List.of(Posting.patient(0, buyer % gateways)), false);
    }

    /**
     * Everybody posts one to so many times, at any gateway: a quarter of the repetitions at once as who presses the button
     * twice, half within two seconds, the rest up to twenty seconds later. Nearly half of the postings are cut short. One
     * buyer in fifty reuses its key.
     */
    static Habits nervous(long seed, int gateways, int postingsMax) {
        return buyer -> {
            SplittableRandom random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + buyer);
            // Neighbouring seeds begin alike.
            random.nextLong();
            int count = 1 + random.nextInt(postingsMax);
            List<Posting> postings = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Patience patience = patience(random);
                postings.add(new Posting(
                        i == 0 ? 0 : pauseMillis(random),
                        random.nextInt(gateways),
                        patience,
                        hangUpMillis(random, patience)));
            }
            return new Habit(postings, random.nextInt(50) == 0);
        };
    }

    private static Patience patience(SplittableRandom random) {
        int of100 = random.nextInt(100);
        if (of100 < 55) {
            return Patience.KEEPS_WAITING;
        }
        if (of100 < 65) {
            return Patience.STOPS_HALFWAY;
        }
        return of100 < 85 ? Patience.HANGS_UP : Patience.DROPS_THE_ANSWER;
    }

    private static long pauseMillis(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(1, 6);
            case 1, 2 -> random.nextLong(100, 2_000);
            default -> random.nextLong(2_000, 20_000);
        };
    }

    /** Around the time that an answer takes, or a client's timeout. */
    private static long hangUpMillis(SplittableRandom random, Patience patience) {
        return patience == Patience.HANGS_UP && random.nextInt(4) == 0
                ? random.nextLong(30, 300)
                : random.nextLong(1, 15);
    }
}
