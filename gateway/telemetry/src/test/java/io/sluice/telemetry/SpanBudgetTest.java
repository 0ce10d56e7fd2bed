package io.sluice.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A collector that does not answer, or says no: whoever ends spans goes on, and what is lost is counted to the span. */
@Timeout(60)
class SpanBudgetTest {
    private static final int MORE_THAN_FIT = 100;

    private final HeldCollector collector = new HeldCollector();
    private final TraceExport export =
            TraceExport.into(collector, new TraceExport.Source("sluice-test", "test-1", "orders"));
    private final PostTraces posts = export.posts(1);

    @AfterEach
    void close() {
        collector.answer(true);
        export.close();
    }

    private void post(int count) {
        for (int i = 0; i < count; i++) {
            OrderSpan span = posts.posted(null);
            assertNotNull(span);
            span.end("accepted", 202, false);
        }
    }

    @Test
    void whatFindsNoRoomWhileTheCollectorHangsIsDropped() throws Exception {
        post(SpanBudget.SPANS_MAX);
        // By now the first batch is with the collector; it counts until it is answered.
        collector.awaitBatch();
        post(MORE_THAN_FIT);

        assertEquals(MORE_THAN_FIT, export.dropped());
    }

    @Test
    void whatTheCollectorRefusesIsDroppedAndMakesRoom() {
        collector.answer(false);
        post(SpanBudget.SPANS_MAX);
        export.flush();
        assertEquals(SpanBudget.SPANS_MAX, export.dropped());

        collector.answer(true);
        post(SpanBudget.SPANS_MAX);
        export.flush();
        assertEquals(SpanBudget.SPANS_MAX, export.dropped());
    }

    @Test
    void aCollectorThatThrowsIsOneThatRefuses() {
        collector.fail();
        post(1);
        export.flush();

        assertEquals(1, export.dropped());
    }

    @Test
    void whatEndsAfterTheEndIsDropped() {
        collector.answer(true);
        OrderSpan late = posts.posted(null);
        assertNotNull(late);
        export.close();
        late.end("accepted", 202, false);

        assertEquals(1, export.dropped());
        assertNull(posts.posted(null));
    }

    /** Answers when it is told how, and from then on at once. */
    private static final class HeldCollector implements SpanExporter {
        private final BlockingQueue<CompletableResultCode> unanswered = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
        private Boolean answer;
        private boolean failing;

        @Override
        public synchronized CompletableResultCode export(Collection<SpanData> spans) {
            batches.add(spans.size());
            if (failing) {
                throw new IllegalStateException("a bug");
            }
            CompletableResultCode result = new CompletableResultCode();
            if (answer == null) {
                unanswered.add(result);
                return result;
            }
            return answer ? result.succeed() : result.fail();
        }

        synchronized void fail() {
            failing = true;
        }

        synchronized void answer(boolean taken) {
            failing = false;
            answer = taken;
            unanswered.forEach(result -> {
                var unused = taken ? result.succeed() : result.fail();
            });
        }

        void awaitBatch() throws InterruptedException {
            assertNotNull(batches.poll(30, TimeUnit.SECONDS), "nothing was exported");
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
