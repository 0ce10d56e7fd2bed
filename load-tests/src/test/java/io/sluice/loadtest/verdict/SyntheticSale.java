package io.sluice.loadtest.verdict;

import io.sluice.loadtest.verdict.FleetFacts.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A sale made by arithmetic, clean until a test spoils it: 1,000 buyers post twice, the second time at the other of two
 * gateways, are drained at 100 a second, and every tenth watches its place. Confined to one test.
 */
final class SyntheticSale {
    static final long START_MICROS = 1_700_000_000_000_000L;
    static final int ORDERS = 1_000;
    static final int RATE = 100;

    final List<OrderLine> orders = new ArrayList<>();
    final List<CallLine> calls = new ArrayList<>();
    final List<OutcomeLine> outcomes = new ArrayList<>();
    final List<PostLine> posts = new ArrayList<>();
    final List<ShownLine> shown = new ArrayList<>();
    final List<FleetFacts.Fault> faults = new ArrayList<>();
    final List<FleetFacts.RateChange> rateChanges = new ArrayList<>();

    SyntheticSale() {
        for (int i = 0; i < ORDERS; i++) {
            long postedMicros = at(i / 1e3);
            double etaSeconds = (calledMicros(i) - postedMicros) / 1e6;
            orders.add(
                    new OrderLine(postedMicros, postedMicros, postedMicros + 5_000, 202, id(i), i, etaSeconds, null));
            posts.add(post(i, 0, 1, id(i)));
            posts.add(post(i, 0.5, 2, id(i)));
            calls.add(new CallLine(calledMicros(i), id(i), 1, 201, true));
            outcomes.add(new OutcomeLine(
                    id(i), "confirmed", 1, postedMicros / 1000, calledMicros(i) / 1000 + 20, i % 12, i / 12));
            if (i % 10 == 0) {
                watch(i, etaSeconds);
            }
        }
    }

    private void watch(int buyer, double etaSeconds) {
        long postedMicros = at(buyer / 1e3);
        show(buyer, 0, 1, "post", "queued", buyer, etaSeconds);
        for (int look = 1; look < etaSeconds; look++) {
            long position = buyer - (long) ((postedMicros + look * 1e6 - START_MICROS) / 1e6 * RATE);
            show(buyer, look, 1 + look % 2, "poll", "queued", Math.max(0, position), etaSeconds - look);
        }
        show(buyer, etaSeconds + 0.01, 1, "sse", "processing", -1, Double.NaN);
        show(buyer, etaSeconds + 0.05, 2, "poll", "confirmed", -1, Double.NaN);
    }

    /** Puts a line of a watcher behind all others: it is the next that it sees. */
    void show(int buyer, double seconds, int gateway, String channel, String status, long position, double etaSeconds) {
        long shownMicros = at(buyer / 1e3 + seconds);
        shown.add(new ShownLine(shownMicros, buyer, id(buyer), gateway, channel, status, position, etaSeconds));
    }

    static PostLine post(int buyer, double seconds, int gateway, String orderId) {
        long sentMicros = at(buyer / 1e3 + seconds);
        return new PostLine(sentMicros, sentMicros + 5_000, buyer, gateway, 202, orderId, seconds > 0, false, null);
    }

    /** Another body under a buyer's key, answered so. */
    static PostLine otherBody(int buyer, double seconds, int gateway, int status) {
        long sentMicros = at(buyer / 1e3 + seconds);
        return new PostLine(
                sentMicros,
                sentMicros + 5_000,
                buyer,
                gateway,
                status,
                status == 202 ? id(buyer) : null,
                false,
                true,
                status == 422 ? PostLine.KEY_REUSED : null);
    }

    static long at(double seconds) {
        return START_MICROS + Math.round(seconds * 1e6);
    }

    static long calledMicros(int order) {
        return at((order + 1.0) / RATE);
    }

    static String id(int order) {
        return SyntheticRun.id(order);
    }

    SyntheticSale gatewayKilled(int gateway, double seconds, double overSeconds) {
        faults.add(new FleetFacts.Fault(Kind.GATEWAY, "kill -9 gateway-" + gateway, at(seconds), at(overSeconds)));
        return this;
    }

    FleetFacts facts(String name) {
        return new FleetFacts(
                name,
                RATE,
                ORDERS,
                START_MICROS,
                rateChanges,
                List.of(new FleetFacts.Life("worker-1", START_MICROS - 1_000_000, at(3_600))),
                faults,
                List.of());
    }

    BuyerHistories histories() {
        return new BuyerHistories(new Histories(orders, calls, outcomes), posts, shown);
    }

    Ruling judgeBuyers() {
        return BuyersVerdict.judge(facts(BuyersVerdict.NAME), histories());
    }

    Ruling judgeEta() {
        return EtaVerdict.judge(facts(EtaVerdict.NAME), histories());
    }
}
