package io.nodememory.evidence;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the packages of this module to their order. */
class LayersTest {
    private static final String ROOT = "io.nodememory.evidence";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.nodememory.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void dependenciesPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("face")
                .definedBy(ROOT)
                .layer("uses")
                .definedBy(ROOT + ".transfer", ROOT + ".verify", ROOT + ".compare")
                .layer("write")
                .definedBy(ROOT + ".write")
                .layer("databases")
                .definedBy(ROOT + ".database.h2", ROOT + ".database.postgres")
                .layer("database")
                .definedBy(ROOT + ".database")
                .layer("capture")
                .definedBy(ROOT + ".capture")
                .layer("value")
                .definedBy(ROOT + ".value")
                .whereLayer("face")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("uses")
                .mayOnlyBeAccessedByLayers("face")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("face")
                .whereLayer("databases")
                .mayOnlyBeAccessedByLayers("face")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("face", "uses", "write", "databases")
                .whereLayer("capture")
                .mayOnlyBeAccessedByLayers("face", "uses", "write", "databases", "database")
                .check(classes);
    }
}
