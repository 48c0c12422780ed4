package io.nodememory.kernel.symbols.isf;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.file.SymbolsComparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Symbols that are written as ISF and read again stay the same. */
class IsfRoundTripTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgainInEveryForm() throws IOException {
        Type.Base integer = new Type.Base("int", 4, true, Type.Base.Kind.INT);
        Symbols symbols = new SymbolsBuilder()
                .buildId("0123456789abcdef")
                .base(integer)
                .struct(
                        "odd \"name\"\\ \u0001 \u00e4",
                        true,
                        8,
                        List.of(
                                new Member("a", 0, new Type.Array(new Type.Pointer(new Type.Function()), 3), false),
                                new Member("b", 4, new Type.BitField(integer, 7, 9), true)))
                .enumeration(new EnumType("e", 4, Map.of("LEAST", Long.MIN_VALUE, "MOST", Long.MAX_VALUE)))
                .symbol("highest", -1, new Type.EnumReference("e"))
                .symbol("nameless", 0x1000, null)
                .symbol("linux_banner", 0x2000, null)
                .constantData("linux_banner", "Linux version 1\n\0".getBytes(StandardCharsets.US_ASCII))
                .banner("Linux version 1")
                .build();
        for (String name : List.of("a.json", "a.json.gz", "a.json.xz")) {
            Path file = folder.resolve(name);
            IsfWriter.write(symbols, file, "nodemem 1.0");
            Symbols again = IsfReader.read(file);
            assertThat(again.buildId()).contains("0123456789abcdef");
            assertThat(again.origin().description()).contains("nodemem 1.0");
            assertThat(SymbolsComparison.of(symbols, again))
                    .extracting(SymbolsComparison.Difference::name)
                    .containsExactly("pointer", "e");
        }
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing unfinished is left").hasSize(3);
        }
    }

    @Test
    void theCorpusIsWrittenAsDwarf2jsonDid() throws IOException {
        for (Corpus.Sample sample : Corpus.samplesWithSymbolsInside().toList()) {
            Symbols theirs = sample.symbols();
            Path ours = folder.resolve("ours.json");
            IsfWriter.write(theirs, ours, "nodemem");
            assertThat(SymbolsComparison.of(theirs, IsfReader.read(ours)))
                    .as(sample.toString())
                    .isEmpty();
            assertThat(theirs.struct("task_struct")
                            .orElseThrow()
                            .member("comm")
                            .orElseThrow()
                            .type())
                    .isEqualTo(new Type.Array(theirs.base("char").orElseThrow(), 16));
            assertThat(theirs.banner().orElseThrow())
                    .startsWith("Linux version ")
                    .doesNotContain("\n");
        }
    }

    @Test
    void everyDifferenceIsListedAndExplained() {
        Symbols one = new SymbolsBuilder()
                .struct("s", false, 8, List.of(new Member("m", 0, new Type.Unknown(), false)))
                .symbol("local", 0, null)
                .symbol("moved", 1, null)
                .build();
        Symbols other = new SymbolsBuilder()
                .struct("s", false, 16, List.of(new Member("m", 8, new Type.Unknown(), false)))
                .symbol("moved", 2, null)
                .build();
        assertThat(SymbolsComparison.of(one, other))
                .extracting(SymbolsComparison.Difference::toString)
                .containsExactly(
                        "struct s: struct of 8 bytes | struct of 16 bytes"
                                + " (two definitions under one name in this kernel, or different kernels)",
                        "member s.m: void at 0 | void at 8"
                                + " (the offsets differ: two definitions under one name in this kernel, or different"
                                + " kernels)",
                        "symbol local: 0000000000000000 void | missing"
                                + " (no address: a local variable, a source file's name, or a declaration)",
                        "symbol moved: 0000000000000001 void | 0000000000000002 void"
                                + " (several symbols of that name, or different kernels)");
    }
}
