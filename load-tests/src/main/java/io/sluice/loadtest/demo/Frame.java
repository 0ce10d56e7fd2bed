package io.sluice.loadtest.demo;

/**
 * What is to be seen of a run at one moment.
 *
 * @param elapsedMillis since the first order was due
 * @param sent orders handed to the HTTP client
 * @param acceptP99Millis of the orders accepted so far, from their due time
 * @param calls that the downstream has seen
 * @param settled accepted orders with an outcome
 * @param arrivalsPerSecond orders sent in the last second
 * @param drainPerSecond calls that the downstream saw in the last second
 * @param backlog orders that wait, as the gateway says; NaN where it says nothing
 * @param oldestSeconds how long the oldest of them has waited, as the gateway says
 * @param etaSeconds until none waits, as the gateway says
 * @param liveWorkers as the gateway says
 */
record Frame(
        long elapsedMillis,
        long sent,
        long accepted,
        long refused,
        long unanswered,
        double acceptP99Millis,
        long calls,
        long settled,
        double arrivalsPerSecond,
        double drainPerSecond,
        double backlog,
        double oldestSeconds,
        double etaSeconds,
        double liveWorkers) {}
