package io.sluice.loadtest.drive;

/**
 * One time that a buyer posts an order, and how patiently.
 *
 * @param afterMillis how long after the buyer's posting before it, which may still be under way
 * @param gateway where, from 0
 * @param patience what becomes of the connection
 * @param hangUpMillis with all but {@link Patience#KEEPS_WAITING} and {@link Patience#DROPS_THE_ANSWER}: when the buyer
 *     cuts the connection
 */
public record Posting(long afterMillis, int gateway, Patience patience, long hangUpMillis) {

    /** How a posting ends for the buyer. Every cut is a TCP reset. */
    public enum Patience {
        /** Reads the answer. */
        KEEPS_WAITING,
        /** Cuts the connection when half of the request is sent. */
        STOPS_HALFWAY,
        /** Cuts the connection after a time, answered or not, and has read nothing. */
        HANGS_UP,
        /** Cuts the connection when the answer is there, and has read nothing. */
        DROPS_THE_ANSWER
    }

    /** A patient one. */
    static Posting patient(long afterMillis, int gateway) {
        return new Posting(afterMillis, gateway, Patience.KEEPS_WAITING, 0);
    }
}
