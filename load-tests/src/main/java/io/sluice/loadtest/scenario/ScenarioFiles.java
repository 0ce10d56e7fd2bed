package io.sluice.loadtest.scenario;

import io.sluice.contract.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Finds scenarios: those that come with the load tests, by name, and anybody's own, by path. Stateless. */
public final class ScenarioFiles {
    /** The built-in ones in the order in which they are best read. */
    static final List<String> BUILT_IN = List.of(
            "spike",
            "ramp",
            "step",
            "soak",
            "replay",
            "hot-key",
            "brown-out",
            "blackout",
            "slow-clients",
            "retry-storm",
            "sold-out",
            "watchers");

    private static final String SUFFIX = ".yaml";

    private ScenarioFiles() {}

    /** The built-in scenario of this name, or the one in the file of this path. */
    public static Scenario find(String nameOrPath) throws BadScenarioException {
        if (BUILT_IN.contains(nameOrPath)) {
            return builtIn(nameOrPath);
        }
        Path file = Path.of(nameOrPath);
        try {
            String text = Files.readString(file);
            return new ScenarioParser(name(file), nameOrPath, name -> Files.readString(file.resolveSibling(name)))
                    .parse(text);
        } catch (NoSuchFileException e) {
            throw new BadScenarioException("there is no scenario and no file '" + nameOrPath + "'; did you mean "
                    + Settings.nearest(nameOrPath, new TreeSet<>(BUILT_IN)) + "?");
        } catch (IOException e) {
            throw new BadScenarioException(nameOrPath + " cannot be read: " + e.getMessage());
        }
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** The built-in scenario of this name. */
    static Scenario builtIn(String name) throws BadScenarioException {
        try {
            return new ScenarioParser(name, name + SUFFIX, ScenarioFiles::resource).parse(resource(name + SUFFIX));
        } catch (IOException e) {
            throw new IllegalStateException(name + SUFFIX + " cannot be read from the jar", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream resource = ScenarioFiles.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new NoSuchFileException(name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
