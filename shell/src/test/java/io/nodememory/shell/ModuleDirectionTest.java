package io.nodememory.shell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evidence flows one way: no module uses one that comes after it. */
class ModuleDirectionTest {
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.nodememory");
        assertThat(classes.containPackage("io.nodememory.kernel")).isTrue();
        assertThat(classes.containPackage("io.nodememory.evidence")).isTrue();
        assertThat(classes.containPackage("io.nodememory.query")).isTrue();
    }

    @Test
    void kernelUsesNothingOfOurs() {
        check("io.nodememory.kernel..", "io.nodememory.evidence..", "io.nodememory.query..", "io.nodememory.capture..");
    }

    @Test
    void evidenceUsesTheKernelAlone() {
        check("io.nodememory.evidence..", "io.nodememory.query..", "io.nodememory.capture..");
    }

    @Test
    void queriesKnowNothingOfCapturing() {
        check("io.nodememory.query..", "io.nodememory.capture..");
    }

    @Test
    void capturingUsesTheKernelAlone() {
        check("io.nodememory.capture..", "io.nodememory.evidence..", "io.nodememory.query..");
    }

    private static void check(String module, String... forbidden) {
        noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.nodememory.shell..")
                .allowEmptyShould(true)
                .check(classes);
    }
}
