package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long it took from the order system's word that a SKU is gone until the last gateway refused it by itself. Counted from
 * the arrival of the call that was answered so, which is a little earlier than its answer: never too short.
 *
 * @param millis for each SKU, in the order in which they were probed; infinite where a gateway never refused
 * @param silent SKUs of which the order system never said that they are gone
 * @param takenAgain orders that a gateway took which were posted after it had refused the SKU
 */
public record Propagation(List<Double> millis, int silent, int takenAgain) {
    public Propagation {
        millis = List.copyOf(millis);
    }

    /** Of these probes and the calls that they led to. */
    public static Propagation of(List<ProbeLine> probes, List<CallLine> calls) {
        Map<String, Long> refusedMicros = new HashMap<>();
        calls.stream()
                .filter(call -> call.httpStatus() == 409)
                .forEach(call -> refusedMicros.merge(call.orderId(), call.receivedAtMicros(), Math::min));
        Set<Integer> gateways = new TreeSet<>();
        Map<String, List<ProbeLine>> bySku = new LinkedHashMap<>();
        for (ProbeLine probe : probes) {
            gateways.add(probe.gateway());
            bySku.computeIfAbsent(probe.sku(), sku -> new ArrayList<>()).add(probe);
        }
        List<Double> millis = new ArrayList<>();
        int silent = 0;
        int takenAgain = 0;
        for (List<ProbeLine> ofSku : bySku.values()) {
            long wordMicros = ofSku.stream()
                    .filter(probe -> probe.orderId() != null)
                    .mapToLong(probe -> refusedMicros.getOrDefault(probe.orderId(), Long.MAX_VALUE))
                    .min()
                    .orElse(Long.MAX_VALUE);
            if (wordMicros == Long.MAX_VALUE) {
                silent++;
                continue;
            }
            double last = 0;
            for (int gateway : gateways) {
                long firstMicros = firstRefusal(ofSku, gateway);
                takenAgain += (int) ofSku.stream()
                        .filter(probe -> probe.gateway() == gateway
                                && probe.httpStatus() == 202
                                && probe.sentAtMicros() > firstMicros)
                        .count();
                last = Math.max(
                        last,
                        firstMicros == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : (firstMicros - wordMicros) / 1e3);
            }
            millis.add(last);
        }
        return new Propagation(millis, silent, takenAgain);
    }

    private static long firstRefusal(List<ProbeLine> probes, int gateway) {
        return probes.stream()
                .filter(probe -> probe.gateway() == gateway && probe.refusedAsSoldOut())
                .mapToLong(ProbeLine::answeredAtMicros)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    Quantiles quantiles() {
        return Quantiles.of(millis.stream().mapToDouble(Double::doubleValue));
    }
}
