package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes {@code orders.csv}. Thread-safe. */
public final class OrderHistory implements AutoCloseable {
    private final HistoryWriter<OrderLine> writer;

    private OrderHistory(HistoryWriter<OrderLine> writer) {
        this.writer = writer;
    }

    /** Starts a history in a directory, replacing the one that is there. */
    public static OrderHistory start(Path directory) throws IOException {
        return new OrderHistory(
                HistoryWriter.start(directory.resolve(Histories.ORDERS_FILE), OrderLine.HEADER, OrderLine::csv));
    }

    /** Puts a line in the queue. */
    public void add(OrderLine line) {
        writer.add(line);
    }

    /** What went wrong with the recording, or null; a history with a mishap must not be judged clean. */
    public @Nullable String mishap() {
        return writer.mishap();
    }

    /** Writes what is left; the file is whole afterwards. */
    @Override
    public void close() {
        writer.close();
    }
}
