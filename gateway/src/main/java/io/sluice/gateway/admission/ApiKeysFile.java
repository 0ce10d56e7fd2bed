package io.sluice.gateway.admission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in a file, read again when it changes: looked at once a second, as notifications differ between file systems and
 * are missing on mounted secrets. A file that is broken, or gone for a moment, leaves the keys as they were. Looks on a
 * thread of its own; what it knows is there for all.
 */
public final class ApiKeysFile {
    private static final Logger log = LoggerFactory.getLogger(ApiKeysFile.class);
    private static final long LOOK_SECONDS = 1;
    private static final long BYTES_MAX = 16 << 20;

    private final Path file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "api-keys");
        named.setDaemon(true);
        return named;
    });
    private Version seen;
    private volatile ApiKeys keys;

    /** What tells two versions of a file apart. */
    private record Version(@Nullable FileTime modified, long bytes) {
        static Version of(Path file) {
            try {
                return new Version(Files.getLastModifiedTime(file), Files.size(file));
            } catch (IOException e) {
                return new Version(null, -1);
            }
        }
    }

    /** @param keys what was read from it before */
    public ApiKeysFile(Path file, ApiKeys keys) {
        this.file = file;
        this.keys = keys;
        // So that the first look reads it once more: it may have changed since.
        seen = new Version(null, 0);
    }

    /** Reads a file of keys. */
    public static ApiKeys.Reading read(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                return new ApiKeys.Reading(null, List.of("it has more than " + BYTES_MAX + " bytes"));
            }
            return ApiKeys.read(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new ApiKeys.Reading(null, List.of("it cannot be read: " + e));
        }
    }

    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    public void stop() {
        thread.shutdownNow();
    }

    /** The keys that hold now. */
    public ApiKeys keys() {
        return keys;
    }

    /** Reads the file again if it is another one than at the last look. */
    void look() {
        // Before reading: what is written meanwhile is another version.
        Version now = Version.of(file);
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        ApiKeys.Reading reading = read(file);
        ApiKeys read = reading.keys();
        if (read != null) {
            keys = read;
            log.info("{} API keys are read from {}", read.size(), file);
        } else {
            log.error(
                    "{} is broken, so the {} API keys from before go on to hold: {}",
                    file,
                    keys.size(),
                    String.join("; ", reading.defects()));
        }
    }
}
