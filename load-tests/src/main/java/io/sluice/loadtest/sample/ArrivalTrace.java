package io.sluice.loadtest.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How arrivals were spread over time: slots of a recorded trace, each with its number of arrivals. Only the shape counts;
 * height and length are chosen when a {@link #schedule} is made. Immutable, thread-safe.
 */
public final class ArrivalTrace {
    /** Slot i lasts from {@code edgesSeconds[i]} to {@code edgesSeconds[i + 1]}. */
    private final double[] edgesSeconds;

    private final double[] arrivals;

    private ArrivalTrace(double[] edgesSeconds, double[] arrivals) {
        this.edgesSeconds = edgesSeconds;
        this.arrivals = arrivals;
    }

    /**
     * A trace from CSV with a header: a column {@code offset_s} (start of the slot, seconds) and either {@code requests}
     * (arrivals in the slot) or {@code mean_rps} (arrivals a second); other columns are left alone. The last slot is
     * taken to be as long as the one before it.
     *
     * @throws IllegalStateException if the text is not such a trace; the message names the line
     */
    public static ArrivalTrace parse(Reader csv) throws IOException {
        BufferedReader lines = new BufferedReader(csv);
        String header = lines.readLine();
        List<String> columns =
                header == null ? List.of() : Arrays.asList(header.trim().split(",", -1));
        int offset = columns.indexOf("offset_s");
        int requests = columns.indexOf("requests");
        int value = requests >= 0 ? requests : columns.indexOf("mean_rps");
        if (offset < 0 || value < 0) {
            throw new IllegalStateException(
                    "a trace needs the columns offset_s and requests or mean_rps, not " + columns);
        }
        List<double[]> slots = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                slots.add(slot(line, slots.size() + 2, offset, value));
            }
        }
        return of(slots, requests < 0);
    }

    private static double[] slot(String line, int lineNumber, int offset, int value) {
        String[] fields = line.split(",", -1);
        try {
            double[] slot = {Double.parseDouble(fields[offset]), Double.parseDouble(fields[value])};
            if (slot[1] >= 0 && Double.isFinite(slot[0]) && Double.isFinite(slot[1])) {
                return slot;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Told below, together with the numbers that are numbers but make no sense.
        }
        throw new IllegalStateException("line " + lineNumber + " of the trace is not a slot: " + line);
    }

    private static ArrivalTrace of(List<double[]> slots, boolean areRates) {
        if (slots.size() < 2) {
            throw new IllegalStateException("a trace needs two slots at least, to say how long they are");
        }
        double[] edges = new double[slots.size() + 1];
        double[] arrivals = new double[slots.size()];
        for (int i = 0; i < slots.size(); i++) {
            edges[i] = slots.get(i)[0];
        }
        edges[slots.size()] = 2 * edges[slots.size() - 1] - edges[slots.size() - 2];
        for (int i = 0; i < slots.size(); i++) {
            double seconds = edges[i + 1] - edges[i];
            if (seconds <= 0) {
                throw new IllegalStateException("slot " + (i + 1) + " of the trace does not end after it begins");
            }
            arrivals[i] = slots.get(i)[1] * (areRates ? seconds : 1);
        }
        if (Arrays.stream(arrivals).sum() <= 0) {
            throw new IllegalStateException("nothing arrives in the whole trace");
        }
        return new ArrivalTrace(edges, arrivals);
    }

    /** Number of slots. */
    public int slots() {
        return arrivals.length;
    }

    /** Arrivals recorded in all slots together. */
    public double recordedArrivals() {
        return Arrays.stream(arrivals).sum();
    }

    /** Length of the recorded trace. */
    public double recordedSeconds() {
        return edgesSeconds[arrivals.length] - edgesSeconds[0];
    }

    /** How much busier than the median slot the busiest one is. */
    public double peakOverMedian() {
        double[] rates = new double[arrivals.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = arrivals[i] / (edgesSeconds[i + 1] - edgesSeconds[i]);
        }
        Arrays.sort(rates);
        double median = (rates[(rates.length - 1) / 2] + rates[rates.length / 2]) / 2;
        return rates[rates.length - 1] / median;
    }

    /**
     * The trace scaled in height to so many orders and in length to so much time.
     *
     * <p>Order i is due where the cumulative curve (straight within each slot) reaches (i + ½) / total: evenly spread in a
     * slot, no randomness, and the share of each slot is kept to within one order.
     *
     * @return when each order is due, nanoseconds from the start, ascending
     */
    public long[] schedule(int totalOrders, long durationNanos) {
        double perArrival = totalOrders / recordedArrivals();
        double nanosPerSecond = durationNanos / recordedSeconds();
        long[] dueNanos = new long[totalOrders];
        int slot = 0;
        double before = 0;
        for (int i = 0; i < totalOrders; i++) {
            double wanted = i + 0.5;
            while (slot < arrivals.length - 1 && before + arrivals[slot] * perArrival <= wanted) {
                before += arrivals[slot] * perArrival;
                slot++;
            }
            double share = (wanted - before) / (arrivals[slot] * perArrival);
            double seconds = edgesSeconds[slot] + share * (edgesSeconds[slot + 1] - edgesSeconds[slot]);
            dueNanos[i] = Math.round((seconds - edgesSeconds[0]) * nanosPerSecond);
        }
        return dueNanos;
    }
}
