package io.sluice.loadtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The map of the load tests' layers, executed. */
final class LoadTestHouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice.loadtest");

    @Test
    void treatsGatewayAndWorkerAsBlackBoxes() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.sluice.gateway..", "io.sluice.worker..")
                .check(CLASSES);
    }

    @Test
    void judgesWithoutKnowingWhoDroveOrDrew() {
        classes()
                .that()
                .resideInAPackage("..verdict..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "..loadtest.verdict..",
                        "io.sluice.contract..",
                        "java..",
                        "io.vertx.core.json..",
                        "org.apache.kafka..",
                        "org.jspecify..",
                        "picocli..")
                .check(CLASSES);
    }

    @Test
    void drawsAndDrivesWithoutTheRuns() {
        noClasses()
                .that()
                .resideInAnyPackage("..drive..", "..report..", "..downstream..", "..sample..", "..broker..", "..rig..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..demo..", "..loadtest.fleet..", "..sale..", "..scenario..")
                .check(CLASSES);
    }

    @Test
    void hasNoCycles() {
        slices().matching("io.sluice.loadtest.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesNoClassForWantOfAName() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Common")
                .check(CLASSES);
    }

    @Test
    void takesTimeAsAnArgumentWhereThingsAreJudgedOrDriven() {
        noClasses()
                .that()
                .resideInAnyPackage("..drive..", "..verdict..", "..report..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }
}
