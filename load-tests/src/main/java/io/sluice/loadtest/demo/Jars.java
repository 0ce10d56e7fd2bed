package io.sluice.loadtest.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs that the demo starts.
 *
 * @param loadTests our own jar, or the classes that we run from
 */
record Jars(Path loadTests, Path gateway, Path worker) {

    /** Where this very code was loaded from. */
    static Path own() {
        try {
            return Path.of(Jars.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path is not made of files", e);
        }
    }

    /** The folder named {@code target} that we run from. */
    static Path ownTarget() {
        Path parent = own().toAbsolutePath().getParent();
        return parent == null ? Path.of("target") : parent;
    }

    /** A sibling module's jar, seen from our own. */
    static Path sibling(String module) {
        return ownTarget()
                .resolve("../../" + module + "/target/sluice-" + module + ".jar")
                .normalize();
    }

    /** Those that are not there. */
    List<Path> missing() {
        return List.of(loadTests, gateway, worker).stream()
                .filter(jar -> !Files.exists(jar))
                .toList();
    }
}
