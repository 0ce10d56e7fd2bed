package io.sluice.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** A {@code traceparent} as OpenTelemetry takes it. Stateless. */
final class TraceContext {
    private static final String TRACEPARENT = "traceparent";
    private static final int LENGTH = 55;
    private static final int LAST_OF_FLAGS = 54;
    private static final int HEX = 16;

    private TraceContext() {}

    /** Whether it asks to be recorded: the lowest bit of its flags. Costs nothing, as most do not. */
    static boolean isSampled(String traceparent) {
        return traceparent.length() >= LENGTH && (Character.digit(traceparent.charAt(LAST_OF_FLAGS), HEX) & 1) == 1;
    }

    /** What spans under it have as their parent, or null if it is not sampled, or malformed: others may write records, too. */
    static @Nullable Context sampledParent(String traceparent) {
        if (!isSampled(traceparent)) {
            return null;
        }
        Context parent = parent(traceparent);
        return Span.fromContext(parent).getSpanContext().isSampled() ? parent : null;
    }

    /** What spans under it have as their parent; none if it is malformed. */
    static Context parent(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, Header.ONLY);
    }

    /** The one header that there is. */
    private enum Header implements TextMapGetter<String> {
        ONLY;

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(TRACEPARENT) ? traceparent : null;
        }
    }
}
