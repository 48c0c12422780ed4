package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.linux.fs.CachedFile;
import io.nodememory.kernel.open.Kernel;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files that the guest's init wrote to its root file system, which is in memory. */
class CachedFileTruthTest {
    @TestFactory
    Stream<DynamicTest> readsWhatTheGuestWrote() {
        return Corpus.samplesWithBash().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) {
        try (Kernel kernel = sample.open()) {
            assertThat(CachedFile.find(kernel, "etc/lab.conf").map(CachedFile::text))
                    .contains("secret=1\n");
            assertThat(CachedFile.find(kernel, "etc/nothing")).isEmpty();
            assertThat(CachedFile.find(kernel, "etc")).isEmpty();
        }
    }
}
