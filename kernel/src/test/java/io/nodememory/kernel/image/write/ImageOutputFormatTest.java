package io.nodememory.kernel.image.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.nodememory.kernel.BadInputException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The registry of output formats: it lists every encoder, and the names that users write stay. */
class ImageOutputFormatTest {
    @Test
    void everyEncoderIsRegistered() {
        Set<String> written = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.nodememory.kernel").stream()
                        .filter(type -> type.isAssignableTo(BlockEncoder.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
        assertThat(Arrays.stream(ImageOutputFormat.values())
                        .map(format -> format.encoder().getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void theNamesOnTheCommandLineStay() {
        assertThat(ImageOutputFormat.values()).extracting(ImageOutputFormat::id).contains("lime", "avml", "raw");
        assertThat(ImageOutputFormat.of("vmdk")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFormatIsFoundByItsName(ImageOutputFormat format) {
        assertThat(ImageOutputFormat.of(format.id())).contains(format);
    }

    @Test
    void onlyAFormatThatRecordsItsRangesHoldsAPartialImage() {
        assertThatCode(ImageOutputFormat.AVML::requireRanges).doesNotThrowAnyException();
        assertThatThrownBy(ImageOutputFormat.RAW::requireRanges)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("choose lime or avml");
    }
}
