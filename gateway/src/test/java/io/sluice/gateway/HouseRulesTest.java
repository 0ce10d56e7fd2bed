package io.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom, and how things are called: the map of the gateway, executable. Think before changing it. */
class HouseRulesTest {
    private static final String ROOT = "io.sluice.gateway";
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final int LINES_MAX = 400;

    /** Besides the JDK, the contract, telemetry, slf4j, JSpecify and itself. */
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "admission", List.of(),
            "queue", List.of(),
            "status", List.of(ROOT + ".queue"),
            "metrics", List.of("io.micrometer.."),
            "intake",
                    List.of(
                            ROOT + ".admission",
                            ROOT + ".queue",
                            ROOT + ".metrics",
                            "com.fasterxml.jackson.core..",
                            "io.vertx.core"),
            "schema", List.of(ROOT + ".intake", "com.networknt..", "tools.jackson.."),
            "console", List.of(ROOT + ".queue"),
            "operator", List.of(ROOT + ".intake", ROOT + ".queue", "com.fasterxml.jackson.core.."),
            // Admission for who may post and what a client has left of its rate.
            "http",
                    List.of(
                            ROOT + ".admission",
                            ROOT + ".intake",
                            ROOT + ".queue",
                            ROOT + ".status",
                            ROOT + ".metrics",
                            ROOT + ".operator",
                            ROOT + ".console",
                            "javax.net.ssl",
                            "io.vertx.."),
            "kafka",
                    List.of(
                            ROOT + ".intake",
                            ROOT + ".queue",
                            ROOT + ".status",
                            ROOT + ".metrics",
                            ROOT + ".operator",
                            "org.apache.kafka..",
                            "io.vertx.core"));

    static Stream<String> layers() {
        return MAY_USE.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerUsesOnlyWhatItMay(String layer) {
        String[] allowed = Stream.concat(
                        Stream.of(
                                "java..",
                                "io.sluice.contract",
                                "io.sluice.telemetry",
                                "org.slf4j..",
                                "org.jspecify..",
                                ROOT + "." + layer),
                        MAY_USE.get(layer).stream())
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + "." + layer)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(GATEWAY);
    }

    @Test
    void intakeKnowsOfVertxOnlyItsFutures() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".intake")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.vertx\\.core\\.(Vertx|Context|Verticle.*)")
                .check(GATEWAY);
    }

    @Test
    void theRootIsImportedByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(GATEWAY);
    }

    @Test
    void nothingGoesRoundInCircles() {
        slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(GATEWAY);
    }

    @Test
    void typesAreNounsOfTheTrade() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Common|Base|Data|Info)")
                .check(GATEWAY);
    }

    @Test
    void timeIsAskedForOnlyInTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(GATEWAY);
    }

    @Test
    void filesAreShortAndNothingIsLeftToDo() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<String> wrong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file).size() > LINES_MAX
                            || lines(file).stream().anyMatch(line -> line.contains("TO" + "DO")))
                    .map(Path::toString)
                    .toList();
            assertEquals(List.of(), wrong);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
