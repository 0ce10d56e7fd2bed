package io.sluice.contract;

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
     * @param demand billionths of the fleet's rate that it could use now
     * @param backlog orders in its partitions that are not yet tried
     * @param oldestMillis acceptance time of the oldest of these, milliseconds since 1970; 0 if there is none
     * @param callsStarted downstream calls this incarnation has started
     * @param inFlight downstream calls that are unanswered
     */
    record Lease(
            String worker,
            String incarnation,
            long sequence,
            long share,
            long ttlMillis,
            long demand,
            long backlog,
            long oldestMillis,
            long callsStarted,
            int inFlight)
            implements FleetRecord {}

    /**
     * What the fleet is told to do; the latest one holds.
     *
     * @param ratePerSecond calls a second by the whole fleet
     * @param paused whether no call may start
     * @param initial written by a worker that found no control at all; counts only if there still is none
     * @param by who changed it
     * @param reason why
     * @param atMillis when, milliseconds since 1970, for people to read
     */
    record Control(double ratePerSecond, boolean paused, boolean initial, String by, String reason, long atMillis)
            implements FleetRecord {}

    /**
     * The downstream asked for quiet ({@code Retry-After}): no call starts for this long after reading the record.
     *
     * @param millis how long, from when each reader reads it
     * @param by the worker that was told
     */
    record Hold(long millis, String by) implements FleetRecord {}
}
