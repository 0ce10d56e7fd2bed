package io.sluice.gatling;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jmesPath;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.sluice.loadtest.drive.Answer;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a buyer does: posts one order, once, and reads the answer. A 202 that names its order is OK; everything else is KO, and
 * Gatling counts the statuses apart. Immutable; what it does is done on Gatling's event loops.
 *
 * @param timeout how long a buyer waits for an answer
 * @param listener told of every order's end, by any event loop; has to be quick
 */
record BuyerVisit(Duration timeout, RunClock clock, Consumer<OrderLine> listener) {
    /** The request's name in Gatling's statistics. */
    static final String REQUEST = "order";

    private static final String SENT_NANOS = "sentNanos";
    private static final String STATUS = "status";
    private static final String ANSWER = "answer";

    ChainBuilder chain(OrderFeeder feeder) {
        return feed(feeder)
                .exec(session -> session.set(SENT_NANOS, clock.nanos()))
                .exec(order())
                .exec(this::tell);
    }

    private HttpRequestActionBuilder order() {
        return http(REQUEST)
                .post("/v1/orders")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "#{" + OrderFeeder.KEY + "}")
                .body(ByteArrayBody("#{" + OrderFeeder.BODY + "}"))
                .requestTimeout(timeout)
                // Kept first, whatever they are.
                .check(status().saveAs(STATUS), bodyBytes().saveAs(ANSWER))
                .check(status().is(202), jmesPath("orderId").exists());
    }

    /** Gatling does not tell when a buyer was due, so its orders were due when they were sent. */
    private Session tell(Session session) {
        long sentMicros = clock.micros(session.getLong(SENT_NANOS));
        Answer answer = session.contains(STATUS)
                ? Answer.read(session.getInt(STATUS), Buffer.buffer(session.<byte[]>get(ANSWER)))
                : Answer.none("no answer");
        listener.accept(answer.line(sentMicros, sentMicros, clock.micros()));
        return session;
    }
}
