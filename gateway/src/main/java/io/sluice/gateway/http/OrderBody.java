package io.sluice.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the body of one request up to a bound. What comes beyond it is dropped as it arrives, never kept. Confined to its
 * event loop.
 */
final class OrderBody implements Handler<Buffer> {
    static final int BYTES_MAX = 256 * 1024;

    private static final Logger log = LoggerFactory.getLogger(OrderBody.class);
    private static final byte[] EMPTY = new byte[0];

    private final HttpServerRequest request;
    private final Handler<byte[]> whole;
    private final Runnable tooLarge;
    private @Nullable Buffer read;
    private int pieces;
    private boolean exceeded;

    private OrderBody(HttpServerRequest request, Handler<byte[]> whole, Runnable tooLarge) {
        this.request = request;
        this.whole = whole;
        this.tooLarge = tooLarge;
    }

    /** Calls one of the two, once: with all of the body, or as soon as it is known to be too large. */
    static void read(HttpServerRequest request, Handler<byte[]> whole, Runnable tooLarge) {
        OrderBody body = new OrderBody(request, whole, tooLarge);
        request.handler(body).endHandler(body::ended);
    }

    /** Calls with all of the body, once, or answers that it is too large. */
    static void readOrRefuse(HttpServerRequest request, Handler<byte[]> whole) {
        read(request, whole, () -> {
            LastAnswer.announce(request.response());
            Problem.BODY_TOO_LARGE.answer(request.response());
        });
    }

    @Override
    public void handle(Buffer chunk) {
        if (exceeded) {
            return;
        }
        Buffer before = read;
        int length = chunk.length() + (before == null ? 0 : before.length());
        if (length > BYTES_MAX) {
            exceeded = true;
            read = null;
            tooLarge.run();
        } else if (before == null) {
            // Most orders come in one piece, which then needs no second buffer.
            read = chunk;
        } else {
            // The first piece belongs to the connection's buffers: what grows is our own.
            read = (pieces == 1 ? Buffer.buffer(2 * length).appendBuffer(before) : before).appendBuffer(chunk);
        }
        pieces++;
    }

    private void ended(@Nullable Void nothing) {
        if (exceeded) {
            // The answer is out and said so.
            LastAnswer.hangUp(request);
        } else {
            Buffer all = read;
            try {
                whole.handle(all == null ? EMPTY : all.getBytes());
            } catch (RuntimeException e) {
                // Nobody else would: whoever called our reader has returned long ago.
                log.error("{} {} failed", request.method(), request.path(), e);
                Problem.INTERNAL.answer(request.response());
            }
        }
    }
}
