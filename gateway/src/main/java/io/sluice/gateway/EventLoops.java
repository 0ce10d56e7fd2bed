package io.sluice.gateway;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.StreamSupport;

/** Vert.x's event loops as those see them who measure them. Stateless. */
final class EventLoops {
    private EventLoops() {}

    static List<? extends ScheduledExecutorService> of(Vertx vertx) {
        return StreamSupport.stream(group(vertx).spliterator(), false)
                .map(EventExecutor.class::cast)
                .toList();
    }

    static MeterBinder pendingTasks(Vertx vertx) {
        return new NettyEventExecutorMetrics(group(vertx));
    }

    private static EventLoopGroup group(Vertx vertx) {
        return ((VertxInternal) vertx).nettyEventLoopGroup();
    }
}
