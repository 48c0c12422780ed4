package io.nodememory.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packages of this module form layers: no package depends, through any others, on itself. */
class PackageTest {
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.nodememory.query");
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.nodememory.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void translationKnowsNoPolicies() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.nodememory.query",
                        "io.nodememory.query.resolve",
                        "io.nodememory.query.sql",
                        "io.nodememory.query.syntax")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.nodememory.query.policy..", "io.nodememory.query.check..", "io.nodememory.query.report..")
                .check(classes);
    }
}
