package io.sluice.loadtest.sample;

import io.sluice.loadtest.cli.Invocation;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orders}: the shipped orders as bodies for somebody else's load tool, such as wrk or h2load. Confined to one thread. */
@Command(
        name = "orders",
        description = "Writes order bodies made of a real shop's order lines to standard output, one a line.",
        mixinStandardHelpOptions = true)
public final class OrdersCommand implements Callable<Integer> {
    @Option(names = "--count", defaultValue = "1000", description = "How many; default ${DEFAULT-VALUE}")
    private int count;

    @Option(
            names = "--lines",
            description = "Longest basket; default as long as the orders were: up to hundreds of lines")
    private @Nullable Integer lines;

    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() {
        invocation.check(count >= 1 && count <= 10_000_000, "--count must be from 1 to 10000000");
        invocation.check(lines == null || lines >= 1, "--lines must be at least 1");
        SampleOrders orders = lines == null ? SampleOrders.load() : SampleOrders.load(lines);
        PrintWriter out = invocation.console();
        for (int i = 0; i < count; i++) {
            out.write(new String(orders.body(i), StandardCharsets.US_ASCII));
            out.write('\n');
        }
        out.flush();
        return 0;
    }
}
