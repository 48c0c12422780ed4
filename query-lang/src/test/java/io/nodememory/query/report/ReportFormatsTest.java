package io.nodememory.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The registry of report formats. */
class ReportFormatsTest {
    @Test
    void everyFormatIsRegistered() {
        Set<String> written = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.nodememory.query").stream()
                        .filter(type -> type.isAssignableTo(ReportFormat.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());

        assertThat(ReportFormats.ALL)
                .extracting(format -> format.getClass().getName())
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void namesAndExtensionsAreUnique() {
        assertThat(ReportFormats.ALL).extracting(ReportFormat::name).doesNotHaveDuplicates();
        assertThat(ReportFormats.ALL)
                .extracting(ReportFormat::extension)
                .doesNotHaveDuplicates()
                .allMatch(extension -> ReportFormats.byExtension(extension).isPresent());
        assertThat(ReportFormats.byExtension("../secret")).isEmpty();
    }

    /** The names of the command's options, which every version has had. */
    @Test
    void formatsOfTheContractAreThere() {
        assertThat(ReportFormats.ALL).extracting(ReportFormat::name).contains("sarif", "junit", "json", "html");
    }
}
