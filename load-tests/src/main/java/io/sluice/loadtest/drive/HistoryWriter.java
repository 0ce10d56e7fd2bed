package io.sluice.loadtest.drive;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes one history on a thread of its own. Where the disk is so slow that the queue fills, the driver waits for it,
 * which then shows in the history as a driver behind its schedule: late, never wrong. Thread-safe; lines of one thread stay
 * in their order.
 *
 * @param <T> what is noted, one line each
 */
public final class HistoryWriter<T> implements AutoCloseable {
    private static final int QUEUE_LINES_MAX = 1 << 16;
    private static final int BATCH_LINES_MAX = 1024;
    private static final long FLUSH_MILLIS = 100;

    private final BlockingQueue<T> lines = new ArrayBlockingQueue<>(QUEUE_LINES_MAX);
    private final Path path;
    private final Writer file;
    private final Function<T, String> csv;
    private final Thread writer;
    private volatile boolean stopping;
    private volatile @Nullable String mishap;

    /**
     * Starts a history, replacing the one that is there.
     *
     * @param csv a line without its line break; asked on the writer's thread
     */
    public static <T> HistoryWriter<T> start(Path path, String header, Function<T, String> csv) throws IOException {
        Writer file = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
        file.write(header + "\n");
        HistoryWriter<T> history = new HistoryWriter<>(path, file, csv);
        history.writer.start();
        return history;
    }

    private HistoryWriter(Path path, Writer file, Function<T, String> csv) {
        this.path = path;
        this.file = file;
        this.csv = csv;
        this.writer = new Thread(this::write, "history-" + path.getFileName());
        writer.setDaemon(true);
    }

    /** Puts a line in the queue. */
    public void add(T line) {
        try {
            boolean queued = false;
            // Nobody takes from the queue any more once writing has failed; the mishap spoils the run anyhow.
            while (!queued && mishap == null) {
                queued = lines.offer(line, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mishap = path.getFileName() + " lacks lines: its writer was interrupted";
        }
    }

    private void write() {
        List<T> batch = new ArrayList<>(BATCH_LINES_MAX);
        try (file) {
            while (!stopping || !lines.isEmpty()) {
                T first = lines.poll(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    file.flush();
                    continue;
                }
                batch.add(first);
                lines.drainTo(batch, BATCH_LINES_MAX - 1);
                for (T line : batch) {
                    file.write(csv.apply(line));
                    file.write('\n');
                }
                batch.clear();
            }
        } catch (IOException e) {
            mishap = path.getFileName() + " could not be written: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mishap = path.getFileName() + " lacks lines: its writer was interrupted";
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
