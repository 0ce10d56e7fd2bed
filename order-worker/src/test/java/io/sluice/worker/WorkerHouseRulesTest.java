package io.sluice.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom in the worker, and how large a file may grow. */
class WorkerHouseRulesTest {
    private static final String ROOT = "io.sluice.worker";
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final int LINES_MAX = 400;
    /** The story of the worker has to be read in one sitting. */
    private static final int DISPATCHER_LINES_MAX = 330;

    private static final Set<String> CLOCKS = Set.of("nanoTime", "currentTimeMillis");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(WorkerMain.class.getProtectionDomain().getCodeSource().getLocation());

    @ParameterizedTest(name = "{0} may import {1}")
    @CsvSource({
        "pacing,     io.github.resilience4j..",
        "fleet,      io.sluice.contract",
        "downstream, io.sluice.contract io.sluice.telemetry io.vertx..",
        "dispatch,   io.sluice.contract io.sluice.worker.pacing io.sluice.worker.fleet io.sluice.worker.downstream"
                + " io.sluice.worker.metrics io.sluice.telemetry org.slf4j..",
        "kafka,      io.sluice.contract io.sluice.worker.dispatch io.sluice.worker.fleet org.apache.kafka.. org.slf4j",
        "metrics,    io.sluice.contract io.sluice.telemetry io.micrometer.. io.prometheus.."
    })
    void aPackageImportsTheJdkItselfAnd(String name, String allowed) {
        List<String> packages = new ArrayList<>(List.of("java..", "org.jspecify..", ROOT + "." + name));
        packages.addAll(List.of(allowed.split(" ")));
        classes()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void everyPackageHasARule() {
        Set<String> ruled = Set.of("pacing", "fleet", "downstream", "dispatch", "kafka", "metrics");
        classes()
                .should()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(ROOT), ruled.stream().map(name -> ROOT + "." + name))
                                .toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void theRootIsImportedByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyOneFileSpeaksHttpToTheDownstream() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".downstream")
                .and()
                .doNotHaveSimpleName("HttpDownstream")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.http..")
                .check(CLASSES);
    }

    @Test
    void clocksAreReadInTheRootOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("a clock is read") {
                    @Override
                    public boolean test(JavaAccess<?> access) {
                        return access.getTargetOwner().isEquivalentTo(System.class)
                                && CLOCKS.contains(access.getName());
                    }
                })
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Common|Base|Data|Info)")
                .check(CLASSES);
    }

    @Test
    void filesStaySmall() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertFalse(sources.isEmpty());
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources) {
            String name = source.getFileName().toString();
            int lines = Files.readAllLines(source).size();
            if (lines > (name.equals("OrderDispatcher.java") ? DISPATCHER_LINES_MAX : LINES_MAX)) {
                tooLong.add(name + ": " + lines);
            }
        }
        assertEquals(List.of(), tooLong);
    }
}
