package io.sluice.loadtest.demo;

import io.sluice.loadtest.report.HtmlReport;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.VerdictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run. Only files that a run itself writes are ever deleted in it. */
record RunFolder(Path directory) {

    /** Makes the folder and takes away what an earlier run left, so that no old history is judged. */
    static RunFolder prepare(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String file : List.of(
                Histories.ORDERS_FILE,
                Histories.CALLS_FILE,
                Histories.OUTCOMES_FILE,
                RunFacts.FILE,
                VerdictJson.FILE,
                HtmlReport.FILE)) {
            Files.deleteIfExists(directory.resolve(file));
        }
        RunFolder folder = new RunFolder(directory);
        folder.removeBrokerFiles();
        return folder;
    }

    /** Where the broker keeps its data during the run. */
    Path brokerFiles() {
        return directory.resolve("kafka");
    }

    /** Deletes the broker's data, which nobody needs once the histories are written. */
    void removeBrokerFiles() {
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
