package io.sluice.loadtest.downstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one CSV line for each call, for whoever judges the run afterwards; a line is on disk at most 100 ms after the
 * call was decided. Lines come in the order of decisions, so a reader sorts by the first column.
 *
 * <p>A history with holes would judge wrongly: a line that cannot be written is an error in the log, and
 * {@link #isComplete} is false from then on. {@link #note} is thread-safe and never blocks.
 */
final class CallHistory implements AutoCloseable {
    static final String HEADER = "received_at_micros,order_id,attempt,status,effect,trace";

    private static final Logger log = LoggerFactory.getLogger(CallHistory.class);
    private static final int LINES_MAX = 200_000;
    private static final long FLUSH_MILLIS = 100;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(LINES_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Path file;
    private final Writer writer;
    private final Thread thread;
    private volatile boolean complete = true;

    private CallHistory(Path file, Writer writer) {
        this.file = file;
        this.writer = writer;
        this.thread = new Thread(this::writeUntilClosed, "call-history");
    }

    /** @param status 0 if the call got no answer */
    private record Line(Call call, int status, boolean effect) {}

    /** Opens a history, going on with the file if there is one: a system that was restarted has one history. */
    static CallHistory open(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            boolean begun = Files.exists(file) && Files.size(file) > 0;
            Writer writer = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (!begun) {
                writer.write(HEADER + "\n");
                writer.flush();
            }
            CallHistory history = new CallHistory(file, writer);
            history.thread.start();
            return history;
        } catch (IOException e) {
            throw new IllegalStateException("the history " + file + " cannot be written: " + e, e);
        }
    }

    void note(Call call, int status, boolean effect) {
        if (!waiting.offer(new Line(call, status, effect))) {
            fail("more than " + LINES_MAX + " lines wait for the disk", null);
        }
    }

    boolean isComplete() {
        return complete;
    }

    private void fail(String reason, @Nullable IOException cause) {
        if (complete) {
            complete = false;
            log.error("the history {} has lost lines and is worth nothing: {}", file, reason, cause);
        }
    }

    private void writeUntilClosed() {
        List<Line> lines = new ArrayList<>();
        try {
            boolean last = false;
            while (!last) {
                last = closing.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                waiting.drainTo(lines);
                if (!lines.isEmpty()) {
                    write(lines);
                    lines.clear();
                }
            }
        } catch (InterruptedException e) {
            // Nobody does that: an interrupt would close the file under the writer.
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void write(List<Line> lines) {
        StringBuilder text = new StringBuilder(lines.size() * 120);
        for (Line line : lines) {
            Call call = line.call();
            text.append(call.receivedMicros()).append(',');
            appendField(text, call.orderId());
            text.append(',').append(call.attempt()).append(',').append(line.status());
            text.append(',').append(line.effect() ? 1 : 0).append(',');
            appendField(text, call.trace());
            text.append('\n');
        }
        try {
            writer.append(text);
            writer.flush();
        } catch (IOException e) {
            fail(e.toString(), e);
        }
    }

    private static void appendField(StringBuilder text, String field) {
        if (field.indexOf(',') < 0 && field.indexOf('"') < 0) {
            text.append(field);
        } else {
            text.append('"').append(field.replace("\"", "\"\"")).append('"');
        }
    }

    /** Writes what is waiting and closes the file. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_MILLIS_MAX);
            if (thread.isAlive()) {
                fail("the disk did not take the last lines", null);
            }
            writer.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("the history " + file + " cannot be closed", e);
        }
    }
}
