package io.nodememory.capture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of this module form no circles. */
class PackageCirclesTest {
    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.nodememory.(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.nodememory.capture"));
    }
}
