package io.nodememory.shell;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packages of this module form layers: {@code runtime} at the bottom, the root package with {@code Main} on top. */
class PackageTest {
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.nodememory.shell");
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.nodememory.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theBottomUsesNoOtherPackage() {
        noClasses()
                .that()
                .resideInAPackage("io.nodememory.shell.runtime")
                .should()
                .dependOnClassesThat(resideInAPackage("io.nodememory.shell..")
                        .and(not(resideInAPackage("io.nodememory.shell.runtime"))))
                .check(classes);
    }

    @Test
    void nothingUsesTheTop() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.nodememory.shell")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.nodememory.shell")
                .check(classes);
    }
}
