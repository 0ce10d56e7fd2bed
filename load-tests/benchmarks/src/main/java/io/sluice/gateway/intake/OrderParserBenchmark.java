package io.sluice.gateway.intake;

import io.sluice.loadtest.sample.SampleOrders;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Time to validate one body with the built-in schema and find its key and SKUs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OrderParserBenchmark {
    private static final int BODIES = 256;
    private static final int LARGE_BYTES = 250_000;
    private static final String LINE = "{\"sku\":\"85123A\",\"quantity\":6,\"unitPrice\":2.55}";

    /** Baskets of at most five lines, orders as long as they were (median 15 lines), and one as long as is taken. */
    @Param({"basket", "long", "large"})
    public String orders = "";

    private final OrderParser parser = new OrderParser(OrderForm.BUILT_IN);
    private final byte[][] bodies = new byte[BODIES][];
    private int next;

    @Setup
    public void read() {
        SampleOrders samples = orders.equals("basket") ? SampleOrders.load(5) : SampleOrders.load();
        for (int i = 0; i < BODIES; i++) {
            bodies[i] = orders.equals("large") ? large() : samples.body(i);
        }
    }

    private static byte[] large() {
        String body = "{\"customerId\":\"17850\",\"items\":[" + LINE + ("," + LINE).repeat(LARGE_BYTES / LINE.length())
                + "]}";
        return body.getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public Object parse() {
        next = (next + 1) % BODIES;
        return parser.parse(bodies[next]);
    }
}
