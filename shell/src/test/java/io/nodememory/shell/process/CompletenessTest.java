package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.CompletenessContract;
import io.nodememory.kernel.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line reports an incomplete capture as {@link io.nodememory.evidence.Completeness} judges it. */
class CompletenessTest {
    private static final String MARK = "INCOMPLETE ";

    @TempDir
    private Path folder;

    @Test
    void analyzeReportsEveryReasonAndEndsWithItsStatus() throws Exception {
        Corpus.Sample capture = Corpus.sample("6.1.0-56-4level");
        Path images = Files.createDirectory(folder.resolve("images"));
        CompletenessContract.check(images, capture.image(), capture.symbolFile(), this::analyze);
    }

    private List<String> analyze(Path image, Path symbols) throws Exception {
        Nodemem.Result result =
                Nodemem.run(folder, "analyze", image.toString(), "--symbols", symbols.toString(), "--hash");
        List<String> reasons = result.err()
                .lines()
                .filter(line -> line.startsWith(MARK))
                .map(line -> line.substring(MARK.length()))
                .toList();
        assertThat(result.status()).isEqualTo(reasons.isEmpty() ? 0 : 3);
        return reasons;
    }
}
