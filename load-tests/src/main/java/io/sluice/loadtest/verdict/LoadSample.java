package io.sluice.loadtest.verdict;

import java.util.stream.Stream;

/**
 * What a gateway used at one moment: one line of {@code gateway.csv}. What cannot be known is -1.
 *
 * @param heapBytes objects in its heap, those included that nobody needs any more
 * @param gatewayCpuMillis processor time of the gateway since it began
 * @param watchersCpuMillis processor time of whoever holds the watchers' ends
 */
public record LoadSample(long atMicros, long heapBytes, long gatewayCpuMillis, long watchersCpuMillis) {
    /** The file beside the other histories. */
    public static final String FILE = "gateway.csv";

    /** First line of the file. */
    public static final String HEADER = "at_micros,heap_bytes,gateway_cpu_millis,watchers_cpu_millis";

    private static final double MIB = 1 << 20;

    /** The heap at its lowest, which is nearest to what is needed; NaN where it is not known. */
    static double lowestHeapMib(Stream<LoadSample> samples) {
        return samples.filter(sample -> sample.heapBytes() >= 0)
                .mapToDouble(sample -> sample.heapBytes() / MIB)
                .min()
                .orElse(Double.NaN);
    }

    /** The line, without its line break. */
    public String csv() {
        return atMicros + "," + heapBytes + "," + gatewayCpuMillis + "," + watchersCpuMillis;
    }

    static LoadSample parse(Fields fields) throws UnreadableHistoryException {
        return new LoadSample(fields.number(0), fields.number(1), fields.number(2), fields.number(3));
    }
}
