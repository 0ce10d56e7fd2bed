package io.sluice.loadtest.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns frames into text: a small picture for a terminal, one line elsewhere. Confined to one thread. */
final class LiveView {
    /** Columns that the picture needs. */
    static final int COLUMNS = 78;

    private static final int SPARKS = 40;
    private static final int FRAMES_PER_SPARK = 2;
    private static final int BAR = 40;
    private static final String LEVELS = " ▁▂▃▄▅▆▇█";

    private final int orders;
    private final int workers;
    private final double rate;
    private final ArrayDeque<Double> arrivals = new ArrayDeque<>();
    private final ArrayDeque<Double> drain = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private int frames;

    LiveView(int orders, int workers, double rate) {
        this.orders = orders;
        this.workers = workers;
        this.rate = rate;
    }

    /** Adds an event that both forms show from now on. */
    void note(String what) {
        notes.add(what);
    }

    /** The picture, one entry for each line. */
    List<String> picture(Frame frame) {
        if (frames++ % FRAMES_PER_SPARK == 0) {
            push(arrivals, frame.arrivalsPerSecond());
            push(drain, frame.drainPerSecond());
        }
        double most = arrivals.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        List<String> lines = new ArrayList<>();
        lines.add(text(
                "  %s   %s of %d workers live   202 within %s ms (p99)",
                clock(frame), number(frame.liveWorkers()), workers, number(frame.acceptP99Millis())));
        lines.add(text("  arrivals  %8s/s  %s", number(frame.arrivalsPerSecond()), sparks(arrivals, most)));
        lines.add(text(
                "  drain     %8s/s  %s  R = %s",
                number(frame.drainPerSecond()), sparks(drain, Math.max(rate, 1)), number(rate)));
        lines.add(text(
                "  backlog   %8s    oldest %s, empty in %s",
                number(frame.backlog()), seconds(frame.oldestSeconds()), seconds(frame.etaSeconds())));
        lines.add(text(
                "  accepted  %8s    refused %s, unanswered %s",
                number(frame.accepted()), number(frame.refused()), number(frame.unanswered())));
        lines.add(text("  settled   %8s    %s", number(frame.settled()), bar(frame.settled())));
        notes.forEach(note -> lines.add("  " + note));
        return lines.stream().map(LiveView::fitted).toList();
    }

    /** The same in one line. */
    String line(Frame frame) {
        return text(
                "%s  arrivals %s/s  accepted %s  refused %s  backlog %s  drain %s/s of %s  oldest %s  empty in %s  workers %s",
                clock(frame),
                number(frame.arrivalsPerSecond()),
                number(frame.accepted()),
                number(frame.refused()),
                number(frame.backlog()),
                number(frame.drainPerSecond()),
                number(rate),
                seconds(frame.oldestSeconds()),
                seconds(frame.etaSeconds()),
                number(frame.liveWorkers()));
    }

    private static void push(ArrayDeque<Double> values, double value) {
        values.add(Double.isNaN(value) ? 0 : value);
        if (values.size() > SPARKS) {
            values.removeFirst();
        }
    }

    private static String sparks(ArrayDeque<Double> values, double most) {
        StringBuilder sparks = new StringBuilder(SPARKS);
        for (double value : values) {
            int level = (int) Math.ceil(value / Math.max(1, most) * (LEVELS.length() - 1));
            sparks.append(LEVELS.charAt(Math.max(0, Math.min(LEVELS.length() - 1, level))));
        }
        return sparks.append(" ".repeat(SPARKS - values.size())).toString();
    }

    private String bar(long done) {
        int filled = (int) Math.min(BAR, done * BAR / Math.max(1, orders));
        return "█".repeat(filled) + "░".repeat(BAR - filled) + text(" of %,d", orders);
    }

    private static String clock(Frame frame) {
        long seconds = frame.elapsedMillis() / 1000;
        return text("%02d:%02d", seconds / 60, seconds % 60);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : text("%,.0f", value);
    }

    private static String number(long value) {
        return text("%,d", value);
    }

    private static String seconds(double value) {
        return Double.isNaN(value) ? "–" : text("%.1f s", value);
    }

    private static String fitted(String line) {
        return line.length() <= COLUMNS ? line : line.substring(0, COLUMNS - 1) + "…";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
