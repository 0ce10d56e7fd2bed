package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The orders that were accepted and not yet called, as a function of time. An order enters when its client was told 202
 * and leaves with its first call, or, where it was settled without any, with its outcome. One that was called before its
 * client had read the 202 was never in it. Immutable.
 */
public final class Backlog {
    private final long[] entersMicros;
    private final long[] leavesMicros;
    private final long endMicros;
    private final double longestWaitSeconds;

    /** A span of time, from exclusive, to inclusive. */
    record Span(long fromMicros, long toMicros) {
        long micros() {
            return toMicros - fromMicros;
        }

        /** What is left of these spans without the time between two moments. */
        static List<Span> without(List<Span> spans, long fromMicros, long untilMicros) {
            List<Span> rest = new ArrayList<>();
            for (Span span : spans) {
                long endMicros = Math.min(span.toMicros(), fromMicros);
                long againMicros = Math.max(span.fromMicros(), untilMicros);
                if (endMicros > span.fromMicros()) {
                    rest.add(new Span(span.fromMicros(), endMicros));
                }
                if (againMicros < span.toMicros()) {
                    rest.add(new Span(againMicros, span.toMicros()));
                }
            }
            return rest;
        }
    }

    private Backlog(long[] entersMicros, long[] leavesMicros, long endMicros, double longestWaitSeconds) {
        this.entersMicros = entersMicros;
        this.leavesMicros = leavesMicros;
        this.endMicros = endMicros;
        this.longestWaitSeconds = longestWaitSeconds;
    }

    /** The backlog that the histories tell of. An order that was never called nor settled stays in it to the end. */
    public static Backlog of(Histories histories) {
        Map<String, Long> leftMicros = new HashMap<>();
        histories
                .outcomes()
                .forEach(outcome -> leftMicros.merge(outcome.orderId(), outcome.settledAtMillis() * 1000, Math::min));
        Map<String, Long> calledMicros = new HashMap<>();
        histories.calls().forEach(call -> calledMicros.merge(call.orderId(), call.receivedAtMicros(), Math::min));
        leftMicros.putAll(calledMicros);

        long endMicros = endMicros(histories);
        List<Span> stays = new ArrayList<>();
        long longestMicros = 0;
        for (OrderLine order : histories.orders()) {
            String id = order.orderId();
            if (!order.accepted() || id == null) {
                continue;
            }
            long leaveMicros = leftMicros.getOrDefault(id, endMicros);
            longestMicros = Math.max(longestMicros, leaveMicros - order.answeredAtMicros());
            if (leaveMicros > order.answeredAtMicros()) {
                stays.add(new Span(order.answeredAtMicros(), leaveMicros));
            }
        }
        return new Backlog(
                stays.stream().mapToLong(Span::fromMicros).sorted().toArray(),
                stays.stream().mapToLong(Span::toMicros).sorted().toArray(),
                endMicros,
                longestMicros / 1e6);
    }

    private static long endMicros(Histories histories) {
        long end = 0;
        for (OrderLine order : histories.orders()) {
            end = Math.max(end, order.answeredAtMicros());
        }
        for (CallLine call : histories.calls()) {
            end = Math.max(end, call.receivedAtMicros());
        }
        for (OutcomeLine outcome : histories.outcomes()) {
            end = Math.max(end, outcome.settledAtMillis() * 1000);
        }
        return end;
    }

    /** The last moment that any history knows of. */
    public long endMicros() {
        return endMicros;
    }

    /** The longest that any order waited for its first call. */
    public double longestWaitSeconds() {
        return longestWaitSeconds;
    }

    /** Orders in the backlog at a moment. */
    public int at(long micros) {
        return notAfter(entersMicros, micros) - notAfter(leavesMicros, micros);
    }

    /** The most orders that were in it at once. */
    public int peak() {
        int peak = 0;
        int left = 0;
        for (int entered = 0; entered < entersMicros.length; entered++) {
            while (leavesMicros[left] <= entersMicros[entered]) {
                left++;
            }
            peak = Math.max(peak, entered + 1 - left);
        }
        return peak;
    }

    /** The spans, each at least {@code micros} long, throughout which at least {@code orders} were in the backlog. */
    List<Span> spansWithAtLeast(int orders, long micros) {
        List<Span> spans = new ArrayList<>();
        int entered = 0;
        int left = 0;
        long sinceMicros = -1;
        while (left < leavesMicros.length) {
            boolean enters = entered < entersMicros.length && entersMicros[entered] < leavesMicros[left];
            long nowMicros = enters ? entersMicros[entered++] : leavesMicros[left++];
            boolean busy = entered - left >= orders;
            if (busy && sinceMicros < 0) {
                sinceMicros = nowMicros;
            } else if (!busy && sinceMicros >= 0) {
                if (nowMicros - sinceMicros >= micros) {
                    spans.add(new Span(sinceMicros, nowMicros));
                }
                sinceMicros = -1;
            }
        }
        return spans;
    }

    private static int notAfter(long[] sorted, long micros) {
        int found = Arrays.binarySearch(sorted, micros);
        if (found < 0) {
            return -found - 1;
        }
        while (found < sorted.length && sorted[found] == micros) {
            found++;
        }
        return found;
    }
}
