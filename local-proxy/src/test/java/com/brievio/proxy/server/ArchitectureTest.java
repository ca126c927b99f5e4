package com.brievio.proxy.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.provider.ProviderKind;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamKind;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The inner wall: package direction, one mapper, one way in and out, nothing unlisted. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("com.brievio.proxy");

    @Test
    void seesTheModule() {
        assertThat(CLASSES.size()).isGreaterThan(60);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("com.brievio.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** The clouds serve the models of other vendors: they may use those vendors' formats. */
    private static final Map<String, List<String>> USERS =
            Map.of("anthropic", List.of("bedrock", "vertex"), "gemini", List.of("vertex"));

    private static List<String> names() {
        return Providers.kinds().stream().map(ProviderKind::name).toList();
    }

    @Test
    void noVendorTypeLeavesItsPackage() {
        String upstreams = "com.brievio.proxy.upstream.";
        for (String vendor : names()) {
            List<String> insiders = new ArrayList<>(List.of(upstreams + vendor));
            USERS.getOrDefault(vendor, List.of()).forEach(door -> insiders.add(upstreams + door));
            noClasses()
                    .that()
                    .resideOutsideOfPackages(insiders.toArray(String[]::new))
                    .and()
                    .haveNameNotMatching(Providers.class.getName() + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(upstreams + vendor)
                    .check(CLASSES);
        }
    }

    @Test
    void theCloudsLibrariesAreSeenByCredentialsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.brievio.proxy.credentials")
                .and()
                .doNotHaveSimpleName("AwsEventStreamReader")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "com.google..")
                .check(CLASSES);
    }

    @Test
    void translationDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "com.brievio.proxy.openai..",
                        "com.brievio.proxy.stream..",
                        "com.brievio.proxy.upstream.anthropic..",
                        "com.brievio.proxy.upstream.bedrock..",
                        "com.brievio.proxy.upstream.gemini..",
                        "com.brievio.proxy.upstream.vertex..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.brievio.proxy.net..", "java.util.concurrent.locks..")
                .check(CLASSES);
    }

    @Test
    void theEventLoopIsTheOnlyWayInAndOut() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.brievio.proxy.net")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "com.sun.net..")
                .check(CLASSES);
    }

    @Test
    void thereIsOneMapper() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.json\\.Json(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(JsonMapper.class)
                .check(CLASSES);
    }

    @Test
    void everyKindIsListedAndEveryUpstreamBelongsToOne() {
        List<String> listed =
                Providers.kinds().stream().map(kind -> kind.getClass().getName()).toList();
        List<String> found =
                CLASSES.stream()
                        .filter(c -> c.isAssignableTo(UpstreamKind.class) && !c.isInterface())
                        .map(JavaClass::getName)
                        .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(found);
        List<String> folders =
                Providers.kinds().stream().map(kind -> kind.getClass().getPackageName()).toList();
        assertThat(CLASSES.stream().filter(c -> c.isAssignableTo(Upstream.class)))
                .filteredOn(c -> !c.isInterface())
                .allMatch(c -> folders.contains(c.getPackageName()));
    }

    @Test
    void classesAreFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotAnonymousClasses()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areNotEnums()
                .and()
                .haveSimpleNameNotStartingWith("package")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }
}
