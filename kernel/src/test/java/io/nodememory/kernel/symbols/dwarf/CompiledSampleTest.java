package io.nodememory.kernel.symbols.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.symbols.file.SymbolsComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads one source file as compiled by real compilers, in every form of DWARF that they write. */
class CompiledSampleTest {
    private static final Type.Base INT = new Type.Base("int", 4, true, Type.Base.Kind.INT);

    @TempDir
    Path folder;

    static Stream<String> compilations() {
        return Stream.of("gcc", "clang")
                .flatMap(compiler -> Stream.of(
                                "-gdwarf-4",
                                "-gdwarf-5",
                                "-gdwarf-5 -O2",
                                "-gdwarf-4 -fdebug-types-section",
                                "-gdwarf-5 -fdebug-types-section",
                                "-gdwarf-5 -gz=zlib",
                                "-gdwarf-4 -gz=zlib-gnu",
                                "-gdwarf-5 -gdwarf64",
                                "-gdwarf-5 -c",
                                "-gdwarf-4 -c -gz=zlib",
                                "-gdwarf-5 -c -fdebug-types-section")
                        .map(options -> compiler + " " + options));
    }

    @ParameterizedTest
    @MethodSource("compilations")
    void findsAllThatTheSourceDeclares(String compilation) throws IOException, InterruptedException {
        Symbols symbols = SymbolFiles.read(compile(compilation));

        StructType task = symbols.struct("task").orElseThrow();
        assertThat(task.member("name").orElseThrow().type())
                .isInstanceOfSatisfying(
                        Type.Pointer.class,
                        pointer -> assertThat(pointer.target()).isInstanceOf(Type.Base.class));
        assertThat(task.member("children"))
                .contains(new Member("children", 16, new Type.Reference("list_head"), false));
        assertThat(task.member("unknown"))
                .contains(new Member("unknown", 40, new Type.Pointer(new Type.Reference("forward")), false));
        assertThat(task.member("usage")).contains(new Member("usage", 48, new Type.Reference("atomic_t"), false));
        assertThat(task.member("refs")).contains(new Member("refs", 52, new Type.Reference("refcount_t"), false));
        assertThat(symbols.struct("refcount_t").orElseThrow().members())
                .isEqualTo(symbols.struct("refcount_struct").orElseThrow().members());
        assertThat(task.member("high").orElseThrow().offset()).isEqualTo(60);
        assertThat(task.member("both").orElseThrow().offset()).isEqualTo(56);
        assertBits(task, "one", 64, 0, 1);
        assertBits(task, "three", 64, 1, 3);
        assertBits(task, "wide", 65, 0, 23);
        assertThat(task.member("colour").orElseThrow().type()).isEqualTo(new Type.EnumReference("colour"));
        assertThat(task.member("callback").orElseThrow().type()).isEqualTo(new Type.Pointer(new Type.Function()));
        assertThat(task.member("matrix").orElseThrow().type()).isEqualTo(new Type.Array(new Type.Array(INT, 3), 2));
        assertThat(task.member("flexible").orElseThrow().type())
                .isEqualTo(new Type.Array(new Type.Pointer(new Type.Reference("task")), 0));
        assertThat(task.size()).isEqualTo(task.member("flexible").orElseThrow().offset());
        assertThat(symbols.struct("word").orElseThrow().union()).isTrue();
        assertThat(symbols.struct("local")).isPresent();
        assertThat(symbols.enumeration("colour").orElseThrow().constants())
                .containsEntry("RED", -1L)
                .containsEntry("BLUE", 7L);
        if (!compilation.contains(" -c")) {
            assertThat(symbols.symbol("init_task").orElseThrow().type()).contains(new Type.Reference("task"));
            assertThat(symbols.symbol("hidden_counter").orElseThrow().type()).isPresent();
            assertThat(symbols.symbol("main")).isPresent();
            assertThat(symbols.banner()).contains("Linux version 0.0 (sample)");
            assertThat(symbols.buildId().orElseThrow()).matches("[0-9a-f]{40}");
        }
    }

    /** Sections that binutils compressed afterwards, in the form of the gABI (SHF_COMPRESSED) and in GNU's older form. */
    @ParameterizedTest
    @ValueSource(strings = {"zlib-gabi", "zlib-gnu", "zstd"})
    void readsSectionsThatObjcopyCompressed(String method) throws IOException, InterruptedException {
        Path plain = compile("gcc -gdwarf-5");
        Path packed = folder.resolve("packed");
        run("objcopy --compress-debug-sections=" + method, plain.toString(), packed.toString());
        assumeTrue(Files.size(packed) < Files.size(plain), "SKIPPED, this objcopy does not compress by " + method);
        try (ElfFile elf = ElfFile.open(packed)) {
            boolean gnu =
                    elf.sections().stream().anyMatch(section -> section.name().equals(".zdebug_info"));
            assertThat(gnu).isEqualTo(method.equals("zlib-gnu"));
        }
        assertThat(SymbolsComparison.of(SymbolFiles.read(plain), SymbolFiles.read(packed)))
                .isEmpty();
    }

    /** A kernel module consists of several relocatable files; no linker has applied the relocations of its debug sections. */
    @ParameterizedTest
    @ValueSource(strings = {"gcc -gdwarf-4", "gcc -gdwarf-5", "clang -gdwarf-4", "clang -gdwarf-5"})
    void readsAModuleOfSeveralFiles(String compilation) throws IOException, InterruptedException {
        Path sample = Files.move(compile(compilation + " -c"), folder.resolve("sample.o"));
        Path source = Files.writeString(
                folder.resolve("more.c"),
                "struct of_module { long first; struct of_module *next; }; struct of_module it;\n"
                        + "struct later { struct of_module inner[2]; } many;");
        Path more = folder.resolve("more.o");
        run(compilation + " -c -o", more.toString(), source.toString());
        Path module = folder.resolve("sample.ko");
        run("ld -r -o", module.toString(), sample.toString(), more.toString());
        Symbols symbols = SymbolFiles.read(module);
        assertThat(symbols.struct("task").orElseThrow().member("children"))
                .contains(new Member("children", 16, new Type.Reference("list_head"), false));
        assertThat(symbols.struct("of_module").orElseThrow().member("next"))
                .contains(new Member("next", 8, new Type.Pointer(new Type.Reference("of_module")), false));
        assertThat(symbols.struct("later").orElseThrow().size()).isEqualTo(32);
        assertThat(symbols.symbol("many").orElseThrow().type()).contains(new Type.Reference("later"));
    }

    private static void assertBits(StructType struct, String member, long offset, int position, int length) {
        Member found = struct.member(member).orElseThrow();
        assertThat(found.offset()).isEqualTo(offset);
        assertThat(found.type()).isInstanceOfSatisfying(Type.BitField.class, bits -> {
            assertThat(bits.position()).isEqualTo(position);
            assertThat(bits.length()).isEqualTo(length);
        });
    }

    private Path compile(String compilation) throws IOException, InterruptedException {
        Path source = folder.resolve("sample.c");
        Path output = folder.resolve("sample");
        try (var in = CompiledSampleTest.class.getResourceAsStream("/symbols/sample.c")) {
            Files.copy(in, source);
        }
        List<String> command = new ArrayList<>(List.of(compilation.split(" ")));
        command.addAll(List.of("-Wl,--build-id=sha1", "-no-pie", "-o", output.toString(), source.toString()));
        if (compilation.contains(" -c")) {
            command.remove("-Wl,--build-id=sha1");
        }
        run(String.join(" ", command));
        return output;
    }

    /** Runs a program; if the machine lacks it or it fails, skips the test with a message. */
    private void run(String command, String... files) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(files));
        int status = -1;
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("messages").toFile())
                    .start();
            status = Waiting.untilEnd(process, () -> command);
        } catch (IOException e) {
            skip("there is no " + words.get(0) + " here");
        }
        if (status != 0) {
            skip(words.get(0) + " of this machine cannot do it: " + command);
        }
    }

    private static void skip(String why) {
        System.err.println("SKIPPED, NOT TESTED: " + why);
        assumeTrue(false, why);
    }
}
