package io.nodememory.shell.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportFolderTest {
    @ParameterizedTest
    @CsvSource({
        "gke-pool-1.c.internal, gke-pool-1.c.internal",
        "../../etc, %2E.%2F..%2Fetc",
        ".hidden, %2Ehidden",
        "_hidden, %5Fhidden",
        "a=b/c, a%3Db%2Fc",
        "a%2Fb, a%252Fb",
        "Ж, %D0%96"
    })
    void foreignTextIsOnePartOfAPathAndNothingElse(String text, String part) {
        assertThat(ExportFolder.safe(text)).isEqualTo(part);
    }

    @Test
    void controlsToo() {
        assertThat(ExportFolder.safe("\u0000\n\u001b")).isEqualTo("%00%0A%1B");
    }

    @Test
    void noNameIsLongerThanAFileMayBe() {
        assertThat(ExportFolder.safe("/".repeat(10_000))).hasSizeLessThan(190);
    }
}
