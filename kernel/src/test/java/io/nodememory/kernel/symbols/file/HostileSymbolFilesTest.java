package io.nodememory.kernel.symbols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.compact.CompactFormat;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.isf.IsfWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Damaged and hostile ISF and compact files: each gives an error of one sentence, in bounded time and memory. */
class HostileSymbolFilesTest {
    private static final int MUTATIONS = 1500;
    private static final Duration LIMIT = Waiting.LIMIT;

    @TempDir
    Path folder;

    private static Symbols sample() {
        Type.Base integer = new Type.Base("int", 4, true, Type.Base.Kind.INT);
        return new SymbolsBuilder()
                .buildId("0123456789abcdef")
                .banner("Linux version 6.1")
                .base(integer)
                .struct(
                        "task_struct",
                        false,
                        64,
                        List.of(
                                new Member("a", 0, new Type.Array(new Type.Pointer(new Type.Function()), 3), false),
                                new Member("", 24, new Type.Reference("unnamed_1"), true),
                                new Member("b", 32, new Type.BitField(integer, 3, 5), false)))
                .struct("unnamed_1", true, 8, List.of(new Member("c", 0, new Type.EnumReference("e"), false)))
                .enumeration(new EnumType("e", 4, Map.of("ONE", 1L)))
                .symbol("init_task", 0xffffffff81000000L, new Type.Reference("task_struct"))
                .symbol("linux_banner", 0xffffffff82000000L, null)
                .constantData("linux_banner", "Linux version 6.1\n\0".getBytes(StandardCharsets.US_ASCII))
                .build();
    }

    /** Reads everything that symbols hold. */
    private void exhaust(Symbols symbols) {
        symbols.structNames().forEach(name -> symbols.struct(name).ifPresent(struct -> struct.member("absent")));
        symbols.enumNames().forEach(symbols::enumeration);
        symbols.bases().forEach(base -> symbols.base(base.name()));
        symbols.symbols().forEach(symbol -> symbols.nearest(symbol.address()));
        symbols.banner();
        symbols.buildId();
        IsfWriter.write(symbols, folder.resolve("out.json"), "fuzz");
    }

    /** Returns whether the file was rejected; any other exception fails the test. */
    private boolean refused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("hostile"), bytes);
        try {
            exhaust(SymbolFiles.read(file));
            return false;
        } catch (BadInputException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(600);
            return true;
        }
    }

    private void mutate(byte[] original, int seed, Consumer<byte[]> repair) {
        assertTimeoutPreemptively(LIMIT, () -> {
            Random random = new Random(seed);
            int refused = 0;
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] damaged = Mutations.of(original, random);
                repair.accept(damaged);
                refused += refused(damaged) ? 1 : 0;
            }
            assertThat(refused).isPositive();
        });
    }

    @Test
    void damagedCompactFilesWithARightChecksum() {
        mutate(CompactFile.compact(sample()).bytes().array(), 1, HostileSymbolFilesTest::sign);
    }

    private static void sign(byte[] bytes) {
        LittleEndian.putLong(bytes, CompactFormat.CHECKED_FROM, bytes.length);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, CompactFormat.CHECKED_FROM, bytes.length - CompactFormat.CHECKED_FROM);
        LittleEndian.putInt(bytes, CompactFormat.CHECKSUM_AT, (int) checksum.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {".json", ".json.gz", ".json.xz"})
    void damagedIsf(String extension) throws IOException {
        Path isf = folder.resolve("sample" + extension);
        IsfWriter.write(sample(), isf, "nodemem 1");
        mutate(Files.readAllBytes(isf), 2, bytes -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[1,2,3]",
                "{\"name\":\"package.json of something\"}",
                "{\"user_types\":[]}",
                "{\"user_types\":{\"s\":{\"size\":-1,\"kind\":\"struct\",\"fields\":{}}}}",
                "{\"user_types\":{\"s\":{\"size\":1,\"kind\":\"struct\",\"fields\":{\"m\":{\"offset\":0,\"type\":"
                        + "{\"kind\":\"quantum\"}}}}}}",
                "{\"symbols\":{\"a\":{\"address\":99999999999999999999999999}}}",
                "{\"symbols\":{\"linux_banner\":{\"address\":1,\"constant_data\":\"???\"}}}",
                "{\"base_types\":{\"int\":{\"size\":4,\"signed\":true,\"kind\":\"int\",\"endian\":\"big\"}},"
                        + "\"symbols\":{}}",
                "\u001b[2J not JSON at all",
            })
    void whatIsNoIsf(String text) throws IOException {
        assertThat(refused(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        String deep = "{\"symbols\":{\"s\":{\"address\":1,\"type\":";
        String pointer = "{\"kind\":\"pointer\",\"subtype\":";
        assertThat(refused((deep + pointer.repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(refused(("{\"other\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Test
    void truncatedAtEveryPlace() throws IOException {
        Path isf = folder.resolve("sample.json");
        IsfWriter.write(sample(), isf, "nodemem 1");
        byte[] whole = new String(Files.readAllBytes(isf), StandardCharsets.UTF_8)
                .strip()
                .getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(refused(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isTrue();
        }
    }

    @Test
    void bombsStopEarly() throws IOException {
        byte[] zeros = new byte[64 << 20];
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(zeros);
        }
        assertThat(refused(gzip.toByteArray())).isTrue();
        ByteArrayOutputStream xz = new ByteArrayOutputStream();
        LZMA2Options options = new LZMA2Options(0);
        options.setDictSize(512 << 20);
        options.setPreset(0);
        try (OutputStream out = new XZOutputStream(xz, options)) {
            out.write(zeros, 0, 1 << 20);
        }
        assertThat(refused(xz.toByteArray())).isTrue();
    }

    @Test
    void filesThatAreNotThereOrNoFiles() {
        assertThatThrownBy(() -> SymbolFiles.read(folder.resolve("absent.json")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("absent.json");
        assertThatThrownBy(() -> SymbolFiles.read(folder)).isInstanceOf(BadInputException.class);
    }
}
