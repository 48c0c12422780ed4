package io.nodememory.kernel.symbols.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a kernel's text, whole and damaged. */
class TextFileTest {
    private static final Site CALL = new Site(40, 5, PatchKind.FTRACE, 0, 0);
    private static final Site JUMP = new Site(60, 2, PatchKind.JUMP_LABEL, 90, 0);
    private static final Site LONG = new Site(30, 25, PatchKind.ALTERNATIVE, 1, 3);

    @TempDir
    private Path folder;

    @Test
    void aFileGivesBackWhatWasWritten() throws IOException {
        KernelText read = TextFile.read(written()).orElseThrow();
        assertThat(read.start()).isEqualTo(0xffffffff81000000L);
        assertThat(read.bytes()).hasSize(100).contains(7);
        assertThat(read.sites().covering(61)).containsExactly(JUMP);
        assertThat(read.sites().covering(32)).containsExactly(LONG);
        assertThat(read.replacementsStart()).isEqualTo(0xffffffff83000000L);
        assertThat(read.replacements()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void everyFlippedByteAndEveryShorterFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Path damaged = folder.resolve("damaged");
        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x10;
            Files.write(damaged, bytes);
            assertThat(TextFile.read(damaged)).as("byte %d", at).isEmpty();
            Files.write(damaged, Arrays.copyOf(whole, at));
            assertThat(TextFile.read(damaged)).as("length %d", at).isEmpty();
        }
    }

    @Test
    void placesThatOverlapAreAllFound() {
        PatchSites sites = PatchSites.of(List.of(JUMP, CALL, LONG));
        assertThat(sites.covering(29)).isEmpty();
        assertThat(sites.covering(30)).containsExactly(LONG);
        assertThat(sites.covering(44)).containsExactly(LONG, CALL);
        assertThat(sites.covering(45)).containsExactly(LONG);
        assertThat(sites.covering(55)).isEmpty();
        assertThat(sites.covering(62)).isEmpty();
    }

    private Path written() throws IOException {
        byte[] bytes = new byte[100];
        bytes[50] = 7;
        Path file = folder.resolve("kernel.nmtext");
        PatchSites sites = PatchSites.of(List.of(LONG, CALL, JUMP));
        TextFile.write(
                new KernelText(0xffffffff81000000L, bytes, sites, 0xffffffff83000000L, new byte[] {1, 2, 3, 4}), file);
        return file;
    }
}
