package io.sluice.loadtest.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run. Only files that a run itself writes are ever deleted in it. */
public record RunFolder(Path directory) {

    /**
     * Makes the folder and takes away what an earlier run left, so that no old history is judged.
     *
     * @param files that such a run writes
     */
    public static RunFolder prepare(Path directory, List<String> files) throws IOException {
        Files.createDirectories(directory);
        for (String file : files) {
            Files.deleteIfExists(directory.resolve(file));
        }
        RunFolder folder = new RunFolder(directory);
        folder.removeBrokerFiles();
        return folder;
    }

    /** Where the broker keeps its data during the run. */
    public Path brokerFiles() {
        return directory.resolve("kafka");
    }

    /** Deletes the broker's data, which nobody needs once the histories are written. */
    public void removeBrokerFiles() {
        remove(brokerFiles());
    }

    /** One thread at a time, as Ctrl-C brings a second one. */
    private static synchronized void remove(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's data cannot be deleted", e);
        }
    }
}
