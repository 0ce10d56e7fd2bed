package io.sluice.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract is what both processes load: it stays small and drags nothing along. */
class ContractHouseRulesTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final int FILES_MAX = 24;
    private static final int LINES_MAX = 400;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Order.class.getProtectionDomain().getCodeSource().getLocation());

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void knowsTheJdkKafkaAndOneJsonParserAndNothingElse() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.contract",
                        "java..",
                        "org.apache.kafka..",
                        "com.fasterxml.jackson.core..",
                        "org.slf4j",
                        "org.jspecify..")
                .because("whatever it needs, both processes carry: no Vert.x, no Micrometer")
                .check(CLASSES);
    }

    @Test
    void producesAndConsumesNothingItself() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.apache\\.kafka\\.clients\\.(producer\\.(Kafka)?Producer"
                        + "|consumer\\.(Kafka)?Consumer)")
                .check(CLASSES);
    }

    @Test
    void onlyOneFileKnowsJson() {
        noClasses()
                .that()
                .doNotHaveSimpleName("FlatJson")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..")
                .check(CLASSES);
    }

    @Test
    void noClassIsOpenToSubclasses() {
        noClasses()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .notHaveModifier(JavaModifier.FINAL)
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
    void staysSmall() throws IOException {
        List<Path> sources = sources();
        assertTrue(!sources.isEmpty() && sources.size() <= FILES_MAX, sources.size() + " files");
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources) {
            if (Files.readAllLines(source).size() > LINES_MAX) {
                tooLong.add(source.getFileName().toString());
            }
        }
        assertEquals(List.of(), tooLong);
    }
}
