package io.sluice.loadtest.sample;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        check(count >= 1 && count <= 10_000_000, "--count must be from 1 to 10000000");
        check(lines == null || lines >= 1, "--lines must be at least 1");
        SampleOrders orders = lines == null ? SampleOrders.load() : SampleOrders.load(lines);
        PrintWriter out = spec().commandLine().getOut();
        for (int i = 0; i < count; i++) {
            out.write(new String(orders.body(i), StandardCharsets.US_ASCII));
            out.write('\n');
        }
        out.flush();
        return 0;
    }

    private void check(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec().commandLine(), message);
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it before the command is called");
    }
}
