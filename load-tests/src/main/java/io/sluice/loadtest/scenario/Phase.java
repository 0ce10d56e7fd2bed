package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.sample.FlashCrowd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One part of a scenario's arrivals, after which the next begins. An open model: nobody waits for anybody. Immutable. */
public sealed interface Phase {
    double NANOS_PER_SECOND = 1e9;

    /** How long it takes. */
    Duration duration();

    /** How many orders come, more or less: far more than a schedule can hold where somebody mistook a unit. */
    double expectedOrders();

    /** When its orders are due, from its own beginning. */
    ArrivalSchedule schedule();

    /** The same so many times as long, at the same rates. */
    Phase stretched(double factor);

    /** What it is, in a few words. */
    String words();

    /** Always the same rate. */
    record Constant(double perSecond, Duration duration) implements Phase {
        @Override
        public double expectedOrders() {
            return perSecond * duration.toNanos() / NANOS_PER_SECOND;
        }

        @Override
        public ArrivalSchedule schedule() {
            return ArrivalSchedule.constant(perSecond, duration);
        }

        @Override
        public Phase stretched(double factor) {
            return new Constant(perSecond, times(duration, factor));
        }

        @Override
        public String words() {
            return text("%,.0f/s for %s", perSecond, seconds(duration));
        }
    }

    /** From one rate to another, evenly. */
    record Ramp(double fromPerSecond, double toPerSecond, Duration duration) implements Phase {
        @Override
        public double expectedOrders() {
            return (fromPerSecond + toPerSecond) / 2 * duration.toNanos() / NANOS_PER_SECOND;
        }

        @Override
        public ArrivalSchedule schedule() {
            return ArrivalSchedule.ramp(fromPerSecond, toPerSecond, duration);
        }

        @Override
        public Phase stretched(double factor) {
            return new Ramp(fromPerSecond, toPerSecond, times(duration, factor));
        }

        @Override
        public String words() {
            return text("%,.0f/s to %,.0f/s within %s", fromPerSecond, toPerSecond, seconds(duration));
        }
    }

    /** One rate after the other, each for the same time. */
    record Steps(List<Double> perSecond, Duration each) implements Phase {
        public Steps {
            perSecond = List.copyOf(perSecond);
        }

        @Override
        public Duration duration() {
            return each.multipliedBy(perSecond.size());
        }

        @Override
        public double expectedOrders() {
            return perSecond.stream().mapToDouble(Double::doubleValue).sum() * each.toNanos() / NANOS_PER_SECOND;
        }

        @Override
        public ArrivalSchedule schedule() {
            ArrivalSchedule all = ArrivalSchedule.of(0, order -> 0);
            for (int i = 0; i < perSecond.size(); i++) {
                all = all.then(ArrivalSchedule.constant(perSecond.get(i), each), each.multipliedBy(i));
            }
            return all;
        }

        @Override
        public Phase stretched(double factor) {
            return new Steps(perSecond, times(each, factor));
        }

        @Override
        public String words() {
            return text(
                    "%s a second, each for %s",
                    String.join(
                            ", ",
                            perSecond.stream().map(rate -> text("%,.0f", rate)).toList()),
                    seconds(each));
        }
    }

    /** The shape of the recorded flash crowd. */
    record Crowd(int orders, Duration duration) implements Phase {
        @Override
        public double expectedOrders() {
            return orders;
        }

        @Override
        public ArrivalSchedule schedule() {
            long[] dueNanos = FlashCrowd.trace().schedule(orders, duration.toNanos());
            return ArrivalSchedule.of(orders, order -> dueNanos[order]);
        }

        @Override
        public Phase stretched(double factor) {
            return new Crowd((int) Math.round(orders * factor), times(duration, factor));
        }

        @Override
        public String words() {
            return text("the flash crowd of 1998-05-19 as %,d orders within %s", orders, seconds(duration));
        }
    }

    /** Arrivals that somebody wrote down, nanoseconds from the beginning, none before the one above it. */
    record Recorded(String file, List<Long> dueNanos, Duration duration) implements Phase {
        public Recorded {
            dueNanos = List.copyOf(dueNanos);
        }

        @Override
        public double expectedOrders() {
            return dueNanos.size();
        }

        @Override
        public ArrivalSchedule schedule() {
            return ArrivalSchedule.of(dueNanos.size(), dueNanos::get);
        }

        /** Between two that were recorded others come, evenly, so that the rate stays. */
        @Override
        public Phase stretched(double factor) {
            int orders = (int) Math.round(dueNanos.size() * factor);
            List<Long> stretched = new ArrayList<>(orders);
            for (int i = 0; i < orders; i++) {
                double at = i / factor;
                int before = Math.min(dueNanos.size() - 1, (int) at);
                int after = Math.min(dueNanos.size() - 1, before + 1);
                double between =
                        dueNanos.get(before) + Math.min(1, at - before) * (dueNanos.get(after) - dueNanos.get(before));
                stretched.add(Math.round(between * factor));
            }
            return new Recorded(file, stretched, times(duration, factor));
        }

        @Override
        public String words() {
            return text("%,d orders as %s has them, within %s", dueNanos.size(), file, seconds(duration));
        }
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }

    private static String seconds(Duration duration) {
        return text("%.3f s", duration.toNanos() / 1e9).replaceFirst("\\.?0+ s$", " s");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
