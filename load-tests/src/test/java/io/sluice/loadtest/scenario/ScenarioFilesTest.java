package io.sluice.loadtest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ScenarioFilesTest {
    @Test
    void everyBuiltInScenarioCanBeReadAndDemandsThatNothingIsLost() throws BadScenarioException {
        for (String name : ScenarioFiles.BUILT_IN) {
            Scenario scenario = ScenarioFiles.builtIn(name);
            assertTrue(
                    scenario.limits().stream().anyMatch(limit -> limit.measure() == Measure.LOST && limit.bound() == 0),
                    name);
            assertTrue(scenario.purpose().endsWith("."), name);
            assertTrue(scenario.text().startsWith("# "), name + " does not say what to look at");
        }
    }

    @Test
    void everyBuiltInScenarioIsCarriedByTwoSlowCores() throws BadScenarioException {
        for (String name : ScenarioFiles.BUILT_IN) {
            Scenario scenario = ScenarioFiles.builtIn(name);
            double drainSeconds =
                    scenario.schedule().orders() / (double) scenario.system().rate();
            Duration arrivals =
                    scenario.arrivals().stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
            assertTrue(scenario.system().rate() <= 300, name);
            assertTrue(Math.max(drainSeconds, arrivals.toMillis() / 1e3) <= 60, name);
        }
    }

    @Test
    void everyFileBesideTheOthersIsBuiltIn() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
            List<String> found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertEquals(
                    ScenarioFiles.BUILT_IN.stream()
                            .map(name -> name + ".yaml")
                            .sorted()
                            .toList(),
                    found);
        }
    }

    @Test
    void namesTheScenarioThatWasMeant() {
        BadScenarioException refused =
                assertThrows(BadScenarioException.class, () -> ScenarioFiles.find("retry-strom"));

        assertEquals("there is no scenario and no file 'retry-strom'; did you mean retry-storm?", refused.getMessage());
    }
}
