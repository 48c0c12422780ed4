package io.nodememory.kernel.symbols.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.SymbolFiles;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads what real compilers make of one source file, in every form of DWARF that they can write. */
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
                                "-gdwarf-5 -c",
                                "-gdwarf-4 -c -gz=zlib")
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
        Path messages = folder.resolve("messages");
        int status = -1;
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(messages.toFile())
                    .start();
            status = process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            assumeTrue(false, "SKIPPED, this compiler is not here: " + compilation);
        }
        assumeTrue(status == 0, "SKIPPED, this compiler cannot do it: " + compilation);
        return output;
    }
}
