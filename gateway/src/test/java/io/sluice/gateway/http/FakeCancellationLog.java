package io.sluice.gateway.http;

import io.sluice.gateway.queue.Ticket;
import io.sluice.gateway.status.CancellationLog;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A cancellation log that ends wishes when the test says so. Thread-safe. */
final class FakeCancellationLog implements CancellationLog {
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();

    record Wish(String orderId, Ticket ticket, CompletableFuture<Noted> noted) {}

    @Override
    public CompletionStage<Noted> note(String orderId, Ticket ticket) {
        Wish wish = new Wish(orderId, ticket, new CompletableFuture<>());
        wishes.add(wish);
        return wish.noted;
    }

    /** The next wish; fails if none comes. */
    Wish take() throws InterruptedException {
        Wish wish = wishes.poll(5, TimeUnit.SECONDS);
        if (wish == null) {
            throw new AssertionError("nobody wished anything");
        }
        return wish;
    }

    int untaken() {
        return wishes.size();
    }
}
