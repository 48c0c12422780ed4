package io.nodememory.kernel.symbols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchSites;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.file.SymbolCache.Entry;
import io.nodememory.kernel.symbols.text.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of symbols: its keys, its limit, and damaged files. */
class SymbolCacheTest {
    @TempDir
    Path temporary;

    private SymbolCache cache;

    @BeforeEach
    void emptyCache() {
        cache = new SymbolCache(temporary.resolve("cache"), 1 << 20);
    }

    private static SymbolsBuilder kernel() {
        return new SymbolsBuilder().struct("task_struct", false, 8, List.of()).symbol("init_task", 0x1000, null);
    }

    @Test
    void findsByBuildIdAndByBanner() {
        assertThat(cache.store(
                        kernel().buildId("ab12").banner("Linux version 1").build()))
                .isTrue();
        assertThat(cache.findByBuildId("AB12").orElseThrow().address("init_task"))
                .hasValue(0x1000);
        assertThat(cache.findByBanner("Linux version 1")).isPresent();
        assertThat(cache.findByBanner("Linux version 2")).isEmpty();
        assertThat(cache.findByBuildId("../ab12")).isEmpty();
        assertThat(cache.list()).extracting(Entry::key).containsExactly("ab12");
    }

    @Test
    void keepsNothingThatFitsNoKernelOrOneBootOnly() {
        assertThat(cache.store(kernel().build())).isFalse();
        assertThat(cache.store(kernel().buildId("ab")
                        .origin(new Origin("kallsyms", true))
                        .build()))
                .isFalse();
        assertThat(cache.store(
                        new SymbolsBuilder().buildId("ab").symbol("x", 1, null).build()))
                .isFalse();
        assertThat(cache.list()).isEmpty();
    }

    @Test
    void anImageTellsTheBuildIdOfSymbolsWithoutOne() {
        Symbols symbols = kernel().banner("Linux version 1").build();
        cache.store(symbols);
        cache.identify(symbols, "AB12CD34");
        assertThat(cache.findByBuildId("ab12cd34").orElseThrow().banner()).contains("Linux version 1");
        assertThat(cache.findByBuildId("ab12cd35")).isEmpty();
    }

    @Test
    void symbolsWithoutABuildIdHaveTheCodeThatIsCachedByIt() throws IOException {
        cache.store(kernel().banner("Linux version 1").build());
        assertThat(cache.findByBanner("Linux version 1").orElseThrow().text()).isEmpty();
        cache.store(kernel().buildId("ab12cd34").banner("Linux version 1").build());
        KernelText code = new KernelText(0x1000, new byte[] {1, 2, 3}, PatchSites.of(List.of()), 0, new byte[0]);
        TextFile.write(code, temporary.resolve("cache/ab12cd34.nmtext"));
        assertThat(cache.findByBanner("Linux version 1")
                        .orElseThrow()
                        .text()
                        .orElseThrow()
                        .bytes())
                .containsExactly(1, 2, 3);
    }

    @Test
    void remembersTheFileThatWasReadUntilItChanges() throws IOException {
        Path isf = temporary.resolve("symbols.json.gz");
        writeIsf(isf, 16);
        assertThat(SymbolFiles.open(isf, cache).address("init_task")).hasValue(16);
        assertThat(cache.findBySource(isf)).isPresent();
        writeIsf(isf, 32);
        Files.setLastModifiedTime(isf, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(cache.findBySource(isf)).isEmpty();
        assertThat(SymbolFiles.open(isf, cache).address("init_task")).hasValue(32);
    }

    private static void writeIsf(Path file, long address) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("""
                    {"user_types": {"task_struct": {"size": 8, "kind": "struct", "fields": {}}},
                     "symbols": {"init_task": {"address": %d},
                                 "linux_banner": {"address": 1, "constant_data": "TGludXgKAA=="}}}
                    """.formatted(address).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void deletesWhatWasUsedLeastRecently() throws IOException {
        cache.store(kernel().buildId("01").build());
        cache.store(kernel().buildId("02").build());
        long one = cache.list().get(0).bytes();
        Files.setLastModifiedTime(cache.folder().resolve("01.nmsyms"), FileTime.from(Instant.EPOCH));
        new SymbolCache(cache.folder(), one * 2).store(kernel().buildId("03").build());
        assertThat(cache.list()).extracting(Entry::key).containsExactlyInAnyOrder("02", "03");
        assertThat(cache.clear()).isEqualTo(2);
        assertThat(cache.list()).isEmpty();
    }

    @Test
    void dropsDamagedFiles() throws IOException {
        cache.store(kernel().buildId("ab12").build());
        Path file = cache.folder().resolve("ab12.nmsyms");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 9] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> CompactFile.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("damaged");
        assertThat(cache.findByBuildId("ab12")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoFailure() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        SymbolCache impossible = new SymbolCache(file, 1 << 20);
        assertThat(impossible.store(kernel().buildId("ab12").build())).isFalse();
        assertThat(impossible.list()).isEmpty();
    }
}
