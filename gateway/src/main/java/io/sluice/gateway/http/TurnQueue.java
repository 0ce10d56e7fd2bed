package io.sluice.gateway.http;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the watchers want done on one event loop, where it may come by the ten thousand: when a sale sells out everybody who
 * waits is told at once. Done a slice at a time, with a pause between in which the loop serves its connections; a task that
 * only queued itself again would not leave one, as a loop first does all that is queued. Holds an end and a
 * look of each watcher at most. Adding is thread-safe.
 */
final class TurnQueue {
    private static final Logger log = LoggerFactory.getLogger(TurnQueue.class);
    /** About a millisecond's work. */
    private static final int TASKS_PER_TURN = 64;

    private static final long PAUSE_MILLIS = 1;

    private final Context loop;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    TurnQueue(Context loop) {
        this.loop = loop;
    }

    /** Has this done on the loop soon. */
    void add(Runnable task) {
        tasks.add(task);
        if (scheduled.compareAndSet(false, true)) {
            loop.runOnContext(nothing -> turn());
        }
    }

    private void turn() {
        for (int done = 0; done < TASKS_PER_TURN; done++) {
            Runnable task = tasks.poll();
            if (task == null) {
                // Before looking again: whoever adds from here on schedules a turn.
                scheduled.set(false);
                if (tasks.isEmpty() || !scheduled.compareAndSet(false, true)) {
                    return;
                }
            } else {
                run(task);
            }
        }
        loop.owner().setTimer(PAUSE_MILLIS, fired -> turn());
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // The others are still to be told.
            log.error("a watcher could not be told", e);
        }
    }
}
