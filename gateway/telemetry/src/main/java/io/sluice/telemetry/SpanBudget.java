package io.sluice.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets so many spans wait for the collector, the one that is being sent included, and counts those that it did not get: what found
 * no room and what was sent in vain. OpenTelemetry's own batches do the sending; their queue drops, too, but says how
 * much only to a metrics library of its own, and knows nothing of batches that fail. Thread-safe.
 */
final class SpanBudget implements SpanProcessor {
    /** A kilobyte each at most, and a few seconds of a gateway that samples every order. */
    static final int SPANS_MAX = 8_192;

    private static final Logger log = LoggerFactory.getLogger(SpanBudget.class);
    private static final int BATCH_MAX = 512;
    private static final Duration BATCH_DELAY = Duration.ofSeconds(1);
    /** Longer than any exporter of ours takes, or batches would overtake each other. */
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(15);

    private final BatchSpanProcessor batches;
    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile boolean closed;

    SpanBudget(SpanExporter collector) {
        batches = BatchSpanProcessor.builder(new Counted(collector))
                .setMaxQueueSize(SPANS_MAX)
                .setMaxExportBatchSize(BATCH_MAX)
                .setScheduleDelay(BATCH_DELAY)
                .setExporterTimeout(BATCH_TIMEOUT)
                .build();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (closed || held.incrementAndGet() > SPANS_MAX) {
            if (!closed) {
                held.decrementAndGet();
            }
            dropped.increment();
            return;
        }
        batches.onEnd(span);
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    long dropped() {
        return dropped.sum();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        closed = true;
        return batches.shutdown();
    }

    /** Once nobody waits any longer: what is still held goes with the process. */
    void tellLeftBehind() {
        int left = held.get();
        if (left > 0) {
            log.warn("{} spans were not exported before the end", left);
        }
    }

    private void ended(int spans, CompletableResultCode result) {
        held.addAndGet(-spans);
        if (result.isSuccess()) {
            if (failing.compareAndSet(true, false)) {
                log.info("spans are exported again");
            }
            return;
        }
        dropped.add(spans);
        if (failing.compareAndSet(false, true)) {
            log.warn("spans are not exported, orders are not concerned: {}", why(result.getFailureThrowable()));
        }
    }

    /** OpenTelemetry wraps what happened, and says nothing where the collector answered with an error. */
    private static String why(@Nullable Throwable failure) {
        if (failure == null || (failure.getCause() == null && failure.getMessage() == null)) {
            return "the collector turns them down";
        }
        return String.valueOf(failure.getCause() == null ? failure : failure.getCause());
    }

    /** The collector, with an eye on what came of each batch. */
    private final class Counted implements SpanExporter {
        private final SpanExporter collector;

        private Counted(SpanExporter collector) {
            this.collector = collector;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            // The collection is emptied for the next batch.
            int size = spans.size();
            CompletableResultCode result = attempt(spans);
            result.whenComplete(() -> ended(size, result));
            return result;
        }

        private CompletableResultCode attempt(Collection<SpanData> spans) {
            try {
                return collector.export(spans);
            } catch (RuntimeException e) {
                return CompletableResultCode.ofExceptionalFailure(e);
            }
        }

        @Override
        public CompletableResultCode flush() {
            return collector.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return collector.shutdown();
        }
    }
}
