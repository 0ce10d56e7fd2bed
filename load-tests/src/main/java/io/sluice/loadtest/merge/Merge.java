package io.sluice.loadtest.merge;

import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.RunFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several drivers' records as those of one run, or why they are not of one run. A pure function of what they left.
 *
 * @param facts those of all together
 * @param orders in the order in which they were due
 * @param objections why this must not be judged as one run, in words
 * @param doubts the same, but a person may know better
 */
record Merge(RunFacts facts, List<OrderLine> orders, List<String> objections, List<String> doubts) {
    Merge {
        orders = List.copyOf(orders);
        objections = List.copyOf(objections);
        doubts = List.copyOf(doubts);
    }

    /** @param drivers at least one */
    static Merge of(List<DriverFolder> drivers) {
        List<String> objections = new ArrayList<>();
        same(
                objections,
                "rate R",
                drivers,
                driver -> Double.toString(driver.facts().rateTarget()));
        same(
                objections,
                "number of workers",
                drivers,
                driver -> Integer.toString(driver.facts().workers()));
        addSharedOrders(objections, drivers);
        List<OrderLine> orders = drivers.stream()
                .flatMap(driver -> driver.orders().stream())
                .sorted(Comparator.comparingLong(OrderLine::scheduledAtMicros))
                .toList();
        return new Merge(facts(drivers), orders, objections, gaps(drivers));
    }

    private static RunFacts facts(List<DriverFolder> drivers) {
        RunFacts first = drivers.get(0).facts();
        List<String> mishaps = new ArrayList<>();
        for (DriverFolder driver : drivers) {
            driver.facts().mishaps().forEach(mishap -> mishaps.add(driver.name() + ": " + mishap));
        }
        return new RunFacts(
                joined(drivers, RunFacts::name),
                first.rateTarget(),
                first.workers(),
                drivers.stream().mapToInt(driver -> driver.facts().orders()).sum(),
                joined(drivers, RunFacts::arrivals),
                drivers.stream()
                        .flatMap(driver -> driver.facts().faults().stream())
                        .distinct()
                        .sorted(Comparator.comparingLong(RunFacts.Fault::atMicros))
                        .toList(),
                mishaps);
    }

    private static String joined(List<DriverFolder> drivers, Function<RunFacts, String> text) {
        return drivers.stream()
                .map(driver -> text.apply(driver.facts()))
                .distinct()
                .collect(Collectors.joining(" + "));
    }

    private static void same(
            List<String> objections, String what, List<DriverFolder> drivers, Function<DriverFolder, String> value) {
        List<String> values = drivers.stream().map(value).distinct().toList();
        if (values.size() > 1) {
            objections.add("the " + what + " is not the same: " + String.join(", ", values));
        }
    }

    /** An id comes from an order's key, so drivers that share one have sent the same order: it would count as told twice. */
    private static void addSharedOrders(List<String> objections, List<DriverFolder> drivers) {
        Map<String, String> owners = new HashMap<>();
        int shared = 0;
        String example = "";
        for (DriverFolder driver : drivers) {
            for (OrderLine order : driver.orders()) {
                String id = order.orderId();
                String owner = id == null ? null : owners.putIfAbsent(id, driver.name());
                if (owner != null && !owner.equals(driver.name())) {
                    shared++;
                    example = id + " of " + owner + " and " + driver.name();
                }
            }
        }
        if (shared > 0) {
            objections.add(String.format(
                    Locale.ROOT,
                    "%,d orders were sent by two drivers under the same key, such as %s",
                    shared,
                    example));
        }
    }

    /** Drivers of one run drive at the same time, all of them connected by others in between at least. */
    private static List<String> gaps(List<DriverFolder> drivers) {
        List<String> gaps = new ArrayList<>();
        List<DriverFolder> byTime = drivers.stream()
                .filter(driver -> !driver.orders().isEmpty())
                .sorted(Comparator.comparingLong(DriverFolder::fromMicros))
                .toList();
        long untilMicros = Long.MAX_VALUE;
        for (DriverFolder driver : byTime) {
            if (driver.fromMicros() > untilMicros) {
                gaps.add(String.format(
                        Locale.ROOT,
                        "%s begins %.1f s after the others have ended",
                        driver.name(),
                        (driver.fromMicros() - untilMicros) / 1e6));
            }
            untilMicros = untilMicros == Long.MAX_VALUE ? driver.toMicros() : Math.max(untilMicros, driver.toMicros());
        }
        return gaps;
    }
}
