package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/** What is said in the fleet log. Every worker and every gateway reads all of it, in the same order. */
public sealed interface FleetRecord {

    /** Shares are whole billionths of the fleet's rate, so that sums are exact. */
    long WHOLE = 1_000_000_000;

    /**
     * A worker's promise: until a later record of mine says otherwise, I start calls no faster than
     * {@code share / WHOLE} of the fleet's rate; and if I am not heard of for {@code ttlMillis}, I start none.
     *
     * @param worker the worker's id
     * @param incarnation which life of that worker; two lives never share a promise
     * @param sequence counts the records of one incarnation, from 1
     * @param share billionths of the fleet's rate
     * @param ttlMillis how long the promise lasts, on the worker's own clock from before it sent the record
     * @param claim what it could use, for the others to leave it its fair share
     * @param headSpeed how fast it sees the fleet drain through acceptance time, in seconds of it per second
     * @param activity what it has been doing, for the others to see; no promise
     */
    record Lease(
            String worker,
            String incarnation,
            long sequence,
            long share,
            long ttlMillis,
            Claim claim,
            double headSpeed,
            Activity activity)
            implements FleetRecord {}

    /**
     * What a worker could use of the rate, and for what.
     *
     * @param demand billionths of the fleet's rate that it could use now
     * @param backlog orders in its partitions that are not yet tried
     * @param oldestMillis acceptance time of the oldest of these, milliseconds since 1970; 0 if there is none
     */
    record Claim(long demand, long backlog, long oldestMillis) {
        /** Of a worker that has nothing to do. */
        public static final Claim NONE = new Claim(0, 0, 0);
    }

    /**
     * What one life of a worker has come to: counters since its start, from which a reader takes differences, and two
     * facts of the moment.
     *
     * @param callsStarted downstream calls started
     * @param answered calls that the downstream answered for good, whatever it said
     * @param answeredMicros sum of the time that these took
     * @param overloaded calls answered with 429 or 503
     * @param failed calls that timed out, found nobody, or met an error
     * @param inFlight calls that are unanswered now
     * @param brake what keeps the next call from starting, one word: {@code idle}, {@code rate}, {@code concurrency}, …
     */
    record Activity(
            long callsStarted,
            long answered,
            long answeredMicros,
            long overloaded,
            long failed,
            int inFlight,
            String brake) {
        /** Of a worker that has not done anything yet. */
        public static final Activity NONE = new Activity(0, 0, 0, 0, 0, 0, "idle");
    }

    /** How the fleet's rate is found. */
    enum Mode {
        /** It is the one that the operator, or the schedule, says. */
        FIXED,
        /** It is sought by probing the downstream; the operator's rate is its cap. */
        ADAPTIVE,
        /** As {@link #FIXED}, but what {@link #ADAPTIVE} would do is said. */
        RECOMMEND;

        /** As it is written in settings, records and answers. */
        public String word() {
            return Words.of(this);
        }

        /** The mode of this word, or null if there is none. */
        public static @Nullable Mode of(String word) {
            return Words.constant(Mode.class, word);
        }
    }

    /**
     * What an operator tells the fleet; the latest one holds.
     *
     * @param ratePerSecond calls a second by the whole fleet, outside of scheduled windows; the cap while adaptive
     * @param paused whether no call may start
     * @param mode how the rate is found
     * @param schedule windows with rates of their own, as {@link DrainSchedule} reads them, or empty
     * @param initial written by a worker that found no control at all; counts only if there still is none
     * @param by who changed it
     * @param reason why
     * @param atMillis when, milliseconds since 1970, for people to read
     */
    record Control(
            double ratePerSecond,
            boolean paused,
            Mode mode,
            String schedule,
            boolean initial,
            String by,
            String reason,
            long atMillis)
            implements FleetRecord {

        /** Whether the rate of the moment is left to the conductor. */
        public boolean isConducted() {
            return mode == Mode.ADAPTIVE || !schedule.isBlank();
        }

        /** Calls a second by the whole fleet where it follows this pace. */
        public double ratePerSecond(Pace followed) {
            return mode == Mode.ADAPTIVE ? Math.min(followed.ratePerSecond(), ratePerSecond) : followed.ratePerSecond();
        }
    }

    /**
     * The rate of the moment, where the operator left it to a schedule or to the adaptive mode; the latest one holds, never
     * above the rate of the latest {@link Control} while adaptive. Said by the conductor, the live worker with the lowest id.
     *
     * @param ratePerSecond calls a second by the whole fleet
     * @param advice only said, not to be followed: the recommend mode
     * @param by the worker that said it
     * @param cause why, for counting
     * @param reason why, for people to read
     * @param atMillis when, milliseconds since 1970, for people to read
     */
    record Pace(double ratePerSecond, boolean advice, String by, Cause cause, String reason, long atMillis)
            implements FleetRecord {}

    /** What changes the fleet's rate. */
    enum Cause {
        /** Somebody said so; never the cause of a {@link Pace}. */
        OPERATOR,
        /** A window of the schedule began, goes on or ended. */
        SCHEDULE,
        /** The cap of the search was moved below the pace. */
        CAP,
        /** The search began, or goes on where another conductor was. */
        START,
        /** More is tried, or was tried in vain. */
        PROBE,
        /** Answers come late: the downstream has a queue. */
        LATENCY,
        /** The downstream turned calls away. */
        OVERLOAD,
        /** Calls fail. */
        ERRORS,
        /** What was the matter is over. */
        RECOVERY;

        /** As it is written in records and metric labels. */
        public String word() {
            return Words.of(this);
        }
    }

    /**
     * The downstream asked for quiet ({@code Retry-After}): no call starts for this long after reading the record.
     *
     * @param millis how long, from when each reader reads it
     * @param by the worker that was told
     */
    record Hold(long millis, String by) implements FleetRecord {}

    /**
     * Whether a SKU can be had. Of all that is said about one SKU {@link SoldOutSkus} makes what holds.
     *
     * @param sku the SKU
     * @param soldOut true when it is gone, false when it is back
     * @param knows the offset up to which the speaker had read this log when the call started that was told so, that record
     *     included; -1 for nothing, {@link #ALL} where a person decides
     * @param by the worker whose call was told, or the operator
     * @param reason why, for people to read
     * @param atMillis when, milliseconds since 1970, for people to read
     */
    record SoldOut(String sku, boolean soldOut, long knows, String by, String reason, long atMillis)
            implements FleetRecord {
        /** Who decides need not know what was said before. */
        public static final long ALL = Long.MAX_VALUE;
    }
}
