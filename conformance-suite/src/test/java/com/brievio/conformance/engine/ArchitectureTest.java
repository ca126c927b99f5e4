package com.brievio.conformance.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.check.Catalogue;
import com.brievio.conformance.check.Check;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The inner wall of the suite: a check cannot print, connect, retry or choose a status. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("com.brievio.conformance");

    @Test
    void seesTheModule() {
        assertThat(CLASSES.size()).isGreaterThan(60);
    }

    @Test
    void packagesBelowTheRootHaveNoCycles() {
        slices().matching("com.brievio.conformance.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyProbesDoInputAndOutput() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.brievio.conformance.probe")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.nio.file..", "javax.net..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket")
                .check(CLASSES);
        noClasses()
                .that()
                .haveNameNotMatching(".*HttpClientTransport")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.http.HttpClient")
                .check(CLASSES);
    }

    @Test
    void checksKnowNoStatus() {
        noClasses()
                .that()
                .resideInAPackage("com.brievio.conformance.check")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("com.brievio.conformance.Status")
                .check(CLASSES);
    }

    @Test
    void thereIsOneMapper() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.wire\\.Json")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(JsonMapper.class)
                .check(CLASSES);
    }

    @Test
    void idsAreUniqueAndWellFormed() {
        assertThat(Catalogue.checks())
                .extracting(Check::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z]+(\\.[a-z0-9-]+)+"))
                .hasSizeGreaterThanOrEqualTo(50);
        assertThat(Catalogue.checks())
                .allSatisfy(c -> {
                    assertThat(c.why()).isNotBlank();
                    assertThat(c.probes()).isNotEmpty();
                });
    }
}
