package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.linux.fs.CachedContent;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.PageCacheRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Extracts whole programs and files from the guest's root file system, which is in memory. */
class CachedContentTruthTest {
    @TestFactory
    Stream<DynamicTest> filesInMemoryAreWhole() {
        return Corpus.samplesWithBash().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        try (Kernel kernel = sample.open()) {
            List<PageCacheRow> rows = SpineTruthTest.rows(kernel, PageCacheRow.class);
            assertThat(new String(content(kernel, rows, "/etc/lab.conf"), StandardCharsets.UTF_8))
                    .isEqualTo("secret=1\n");
            // A slice keeps all pages of one program only
            byte[] program = content(kernel, rows, sample.sliced() ? "/bin/work" : "/bin/busybox");
            // An ELF file whose section headers are at its end, as its header states
            assertThat(program).startsWith(0x7f, 'E', 'L', 'F');
            long sections =
                    ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
            assertThat(sections + 64L * (program[60] & 0xff)).isEqualTo(program.length);
        }
    }

    private static byte[] content(Kernel kernel, List<PageCacheRow> rows, String path) throws IOException {
        PageCacheRow row = rows.stream()
                .filter(r -> path.equals(r.path()) && r.filesystem().equals("tmpfs"))
                .findFirst()
                .orElseThrow();
        CachedContent content = CachedContent.of(kernel, kernel.object("inode", row.address()));
        assertThat(content.holes()).isEmpty();
        assertThat(content.damage()).isEmpty();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.write(out, content.lengthWithin(0));
        assertThat(out.size()).isEqualTo((int) row.size());
        return out.toByteArray();
    }
}
