package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnQueueTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final TurnQueue turns = new TurnQueue(loop);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void doesAllThatComesFromManyThreadsInTheOrderOfEach() throws Exception {
        int each = 5_000;
        CountDownLatch left = new CountDownLatch(3 * each);
        AtomicInteger disorder = new AtomicInteger();
        Runnable adding = () -> {
            AtomicInteger last = new AtomicInteger(-1);
            for (int task = 0; task < each; task++) {
                int number = task;
                turns.add(() -> {
                    if (last.getAndSet(number) != number - 1) {
                        disorder.incrementAndGet();
                    }
                    left.countDown();
                });
            }
        };
        for (int thread = 0; thread < 3; thread++) {
            new Thread(adding).start();
        }

        assertTrue(left.await(10, TimeUnit.SECONDS), "left: " + left.getCount());
        assertEquals(0, disorder.get());
    }

    @Test
    void leavesTheLoopTimeBetweenSlices() throws Exception {
        int crowd = 1_000;
        AtomicInteger done = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(1);
        AtomicInteger doneBeforeOthers = new AtomicInteger();
        loop.runOnContext(nothing -> {
            for (int task = 0; task < crowd; task++) {
                turns.add(done::incrementAndGet);
            }
            // As late as work can come that must not wait for the whole crowd.
            loop.runOnContext(later -> loop.runOnContext(last -> {
                doneBeforeOthers.set(done.get());
                others.countDown();
            }));
        });

        assertTrue(others.await(10, TimeUnit.SECONDS));
        assertTrue(doneBeforeOthers.get() < crowd / 2, "done before: " + doneBeforeOthers);
    }

    @Test
    void goesOnAfterATaskThatFails() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        turns.add(() -> {
            throw new IllegalStateException("a watcher with a mistake");
        });
        turns.add(done::countDown);

        assertTrue(done.await(10, TimeUnit.SECONDS));
    }
}
