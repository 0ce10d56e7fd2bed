package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code orders.csv} on a thread of its own. Where the disk is so slow that the queue fills, the driver waits for
 * it, which then shows in the history as a driver behind its schedule: late, never wrong. Thread-safe.
 */
public final class OrderHistory implements AutoCloseable {
    private static final int QUEUE_LINES_MAX = 1 << 16;
    private static final int BATCH_LINES_MAX = 1024;
    private static final long FLUSH_MILLIS = 100;

    private final BlockingQueue<OrderLine> lines = new ArrayBlockingQueue<>(QUEUE_LINES_MAX);
    private final Writer file;
    private final Thread writer;
    private volatile boolean stopping;
    private volatile @Nullable String mishap;

    /** Starts a history in a directory, replacing the one that is there. */
    public static OrderHistory start(Path directory) throws IOException {
        Writer file = Files.newBufferedWriter(directory.resolve(Histories.ORDERS_FILE), StandardCharsets.UTF_8);
        file.write(OrderLine.HEADER + "\n");
        OrderHistory history = new OrderHistory(file);
        history.writer.start();
        return history;
    }

    private OrderHistory(Writer file) {
        this.file = file;
        this.writer = new Thread(this::write, "order-history");
        writer.setDaemon(true);
    }

    /** Puts a line in the queue. */
    public void add(OrderLine line) {
        try {
            boolean queued = false;
            // Nobody takes from the queue any more once writing has failed; the mishap spoils the run anyhow.
            while (!queued && mishap == null) {
                queued = lines.offer(line, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mishap = "orders.csv lacks lines: its writer was interrupted";
        }
    }

    private void write() {
        List<OrderLine> batch = new ArrayList<>(BATCH_LINES_MAX);
        try (file) {
            while (!stopping || !lines.isEmpty()) {
                OrderLine first = lines.poll(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    file.flush();
                    continue;
                }
                batch.add(first);
                lines.drainTo(batch, BATCH_LINES_MAX - 1);
                for (OrderLine line : batch) {
                    file.write(line.csv());
                    file.write('\n');
                }
                batch.clear();
            }
        } catch (IOException e) {
            mishap = "orders.csv could not be written: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mishap = "orders.csv lacks lines: its writer was interrupted";
        }
    }

    /** What went wrong with the recording, or null; a history with a mishap must not be judged clean. */
    public @Nullable String mishap() {
        return mishap;
    }

    /** Writes what is left; the file is whole afterwards. */
    @Override
    public void close() {
        stopping = true;
        try {
            writer.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
