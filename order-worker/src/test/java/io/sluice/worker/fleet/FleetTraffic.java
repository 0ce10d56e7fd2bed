package io.sluice.worker.fleet;

/**
 * What a fleet said, and what following it cost, in a stretch of time.
 *
 * @param records landed in the log
 * @param bytes of their keys and values, without what Kafka adds and before what it compresses
 * @param lookNanos CPU time of all workers together, decoding excepted
 * @param decodeNanos CPU time of each worker for decoding
 * @param workers at its end
 */
record FleetTraffic(double seconds, long records, long bytes, long lookNanos, long decodeNanos, int workers) {

    /** Of the stretch that began when this was that. */
    FleetTraffic since(FleetTraffic before) {
        return new FleetTraffic(
                seconds - before.seconds,
                records - before.records,
                bytes - before.bytes,
                lookNanos - before.lookNanos,
                decodeNanos - before.decodeNanos,
                workers);
    }

    double recordsPerSecond() {
        return records / seconds;
    }

    double bytesPerSecond() {
        return bytes / seconds;
    }

    double lookCores() {
        return lookNanos / 1e9 / seconds / workers;
    }

    double decodeCores() {
        return decodeNanos / 1e9 / seconds;
    }
}
