package io.sluice.worker;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.sluice.worker.dispatch.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;

/**
 * One of Vert.x's event loops, with timers of nanoseconds where Vert.x' own know milliseconds. Where Netty's native
 * transport runs (Linux) they are exact to some tens of microseconds, elsewhere to a millisecond. Thread-safe.
 */
final class NettyEventLoop implements EventLoop {
    private final ContextInternal context;
    private final EventExecutor executor;

    private NettyEventLoop(ContextInternal context) {
        this.context = context;
        executor = context.nettyEventLoop();
    }

    static NettyEventLoop of(Vertx vertx) {
        return new NettyEventLoop(((VertxInternal) vertx).createEventLoopContext());
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> context.dispatch(task));
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Future<?> scheduled = executor.schedule(() -> context.dispatch(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
