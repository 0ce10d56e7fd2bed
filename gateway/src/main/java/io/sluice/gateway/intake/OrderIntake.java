package io.sluice.gateway.intake;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.gateway.admission.Admission;
import io.sluice.gateway.admission.AdmissionGate;
import io.sluice.gateway.admission.Permit;
import io.sluice.gateway.admission.Refusal;
import io.sluice.gateway.intake.OrderLog.Appended;
import io.sluice.gateway.metrics.GatewayMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The story of the gateway: parse → admit → append → receipt. Nothing is answered as accepted before the log has the
 * order durably. One for each event loop, and confined to it; what it returns completes there.
 */
public final class OrderIntake {
    private static final int UNSENT_RETRY_SECONDS = 2;

    private final OrderParser parser;
    private final AdmissionGate gate;
    private final OrderLog log;
    private final RecentOrders recentOrders;
    private final ReceiptDesk desk;
    private final GatewayMetrics metrics;
    private final Executor loop;

    /** @param loop runs tasks on the event loop of this intake */
    public OrderIntake(
            OrderParser parser,
            AdmissionGate gate,
            OrderLog log,
            RecentOrders recentOrders,
            ReceiptDesk desk,
            GatewayMetrics metrics,
            Executor loop) {
        this.parser = parser;
        this.gate = gate;
        this.log = log;
        this.recentOrders = recentOrders;
        this.desk = desk;
        this.metrics = metrics;
        this.loop = loop;
    }

    /**
     * Takes the order in this body, if it can be taken.
     *
     * @param client whose key was brought, or null where the gateway is open
     */
    public Future<Submission> submit(
            byte[] body, @Nullable String client, @Nullable String idempotencyKey, @Nullable String traceparent) {
        long startNanos = desk.nanoTime();
        ParsedOrder parsed = parser.parse(body);
        String key = parsed.key();
        if (key == null) {
            return counted(
                    parsed.syntaxError() != null
                            ? Submission.notJson(parsed.syntaxError())
                            : Submission.invalid(parsed.defects()));
        }
        String id = idempotencyKey == null
                ? OrderId.random()
                : OrderId.derived(client == null ? key : client, idempotencyKey);
        Order order = new Order(id, key, client, parsed.skus(), body, desk.wallMillis(), traceparent);
        return idempotencyKey == null ? append(order, startNanos) : submitOnce(order, startNanos);
    }

    /** The same order posted again, at the same time or later, is answered as the first posting was. */
    private Future<Submission> submitOnce(Order order, long startNanos) {
        Promise<Submission> promise = Promise.promise();
        RecentOrders.Recent mine = new RecentOrders.Recent(Order.fingerprint(order.body()), promise.future());
        RecentOrders.Recent first = recentOrders.claim(order.id(), mine);
        if (first != null) {
            return repeat(first, first.mayBe(mine.fingerprint()));
        }
        Future<Submission> appended;
        try {
            appended = append(order, startNanos);
        } catch (RuntimeException e) {
            // A bug; but whoever posts this order again must not wait for it for ever.
            appended = Future.failedFuture(e);
        }
        appended.onComplete(done -> {
            boolean taken = done.succeeded() && done.result().kind() == Submission.Kind.ACCEPTED;
            recentOrders.ended(order.id(), taken ? done.result().receipt() : null);
            promise.handle(done);
        });
        return promise.future();
    }

    private Future<Submission> repeat(RecentOrders.Recent first, boolean sameBody) {
        Promise<Submission> promise = Promise.promise();
        // The first posting may have come in on another event loop, and completes there.
        first.submission()
                .onComplete(done -> loop.execute(() -> {
                    if (done.failed()) {
                        promise.fail(done.cause());
                    } else if (sameBody || done.result().kind() != Submission.Kind.ACCEPTED) {
                        counted(done.result().again()).onComplete(promise);
                    } else {
                        counted(Submission.of(Submission.Kind.KEY_REUSED, 0)).onComplete(promise);
                    }
                }));
        return promise.future();
    }

    private Future<Submission> append(Order order, long startNanos) {
        Admission admission = gate.admit(order);
        if (admission instanceof Refusal refusal) {
            return counted(Submission.refused(refusal));
        }
        Permit permit = (Permit) admission;
        String id = order.id();
        long acceptedAtMillis = order.acceptedAtMillis();
        // From here on only Kafka's own copy of the body is held.
        return log.append(order).map(appended -> {
            permit.release();
            Submission submission = answer(appended, id, acceptedAtMillis, permit);
            metrics.answered(submission.kind().label());
            if (submission.kind() == Submission.Kind.ACCEPTED) {
                metrics.accepted(desk.nanoTime() - startNanos);
            }
            return submission;
        });
    }

    private Submission answer(Appended appended, String id, long acceptedAtMillis, Permit permit) {
        return switch (appended.kind()) {
            case STORED ->
                Submission.accepted(
                        desk.receipt(id, appended.partition(), appended.offset(), acceptedAtMillis), permit.quota());
            case NOT_SENT -> {
                permit.refund();
                yield Submission.of(Submission.Kind.KAFKA_UNREACHABLE, UNSENT_RETRY_SECONDS);
            }
            case NOT_CONFIRMED -> Submission.of(Submission.Kind.NOT_CONFIRMED, UNSENT_RETRY_SECONDS);
        };
    }

    private Future<Submission> counted(Submission submission) {
        metrics.answered(submission.kind().label());
        return Future.succeededFuture(submission);
    }
}
