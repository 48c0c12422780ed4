package io.nodememory.capture.avml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.capture.node.FakeNode;
import io.nodememory.capture.node.NodeReader;
import io.nodememory.capture.node.NodeShell;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in AVML's place that takes its command lines and writes its format; the shell around it is a real one. */
class AvmlCaptureTest {
    private static final int BLOCK = 4 << 20;

    @TempDir
    Path folder;

    private FakeNode node;
    private Path memory;

    @BeforeEach
    void makeNode() throws IOException {
        node = new FakeNode(Files.createDirectory(folder.resolve("node")));
        memory = folder.resolve("memory.lime");
        try (OutputStream out = Files.newOutputStream(memory)) {
            for (int at = 0; at < FakeNode.RAM_SIZE; at += BLOCK) {
                // AVML leaves out the last byte of a range.
                int length = Math.min(BLOCK, FakeNode.RAM_SIZE - 1 - at);
                out.write(header(FakeNode.RAM_START + at, length));
                out.write(node.ram, at, length);
            }
        }
    }

    private static byte[] header(long start, int length) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x4c69_4d45)
                .putInt(1)
                .putLong(start)
                .putLong(start + length - 1)
                .array();
    }

    @Test
    void newCommandLineByItsVersion() throws IOException {
        AvmlCapture.Result result =
                capture(avml("avml 0.20.0", "[ \"$*\" = \"acquire --source /proc/kcore $4\" ] && cat M >$4"), "");
        assertThat(result.version()).isEqualTo("avml 0.20.0");
        assertHoldsAllButTheLastByte();
        assertThat(folder.resolve("image.lime")).hasSameBinaryContentAs(memory);
    }

    @Test
    void oldCommandLineByItsVersion() throws IOException {
        capture(avml("avml 0.13.0", "[ \"$*\" = \"--source /proc/kcore $3\" ] && cat M >$3"), "");
        assertHoldsAllButTheLastByte();
    }

    @Test
    void goesOnWhereTheStreamWasCut() throws IOException {
        String once = "if [ -e C ]; then cat M >$4; else : >C; head -c 5000000 M >$4; kill -9 $PPID; fi";
        AvmlCapture.Result result = capture(avml("avml 0.20.0", once.replace("C", folder + "/cut")), "");
        assertThat(result.restarted()).isEqualTo(1);
        assertHoldsAllButTheLastByte();
    }

    @Test
    void aStreamThatEndsEarlyIsNoSuccess() throws IOException {
        assertThatThrownBy(() -> capture(avml("avml 0.20.0", "head -c 5000000 M >$4"), ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was cut 4 times");
        assertThat(folder.resolve("image.lime")).doesNotExist();
    }

    @Test
    void saysWhyAvmlFailed() throws IOException {
        assertThatThrownBy(() -> capture(avml("avml 0.20.0", "echo 'locked down /proc/kcore' >&2; exit 3"), ""))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("status 3")
                .hasMessageContaining("locked down /proc/kcore");
    }

    @Test
    void noticesBytesThatWereChangedOnTheirWay() {
        String changed = "tee() { if [ \"$V\" ]; then tr R r >$1; else env tee \"$@\"; fi; }";
        assertThatThrownBy(() -> capture(avml("avml 0.20.0", "cat M >$4"), changed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was cut 4 times");
    }

    @Test
    void anotherProgramIsNotRun() throws IOException {
        assertThatThrownBy(() -> capture(avml("hello 1.0", "cat M >$4"), ""))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("its --version says 'hello 1.0'");
        assertThatThrownBy(() -> AvmlBinary.file(memory, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is not an ELF program");
        Path program = Path.of("/proc/self/exe").toRealPath();
        assertThatThrownBy(() -> AvmlBinary.file(program, "0".repeat(64)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("it is another program");
        assertThatThrownBy(() -> AvmlBinary.download("https://example.invalid/avml", null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void bringsTheProgramToMemoryAndRemovesIt() throws IOException {
        byte[] program = Files.readAllBytes(Path.of("/bin/true").toRealPath());
        Path brought = folder.resolve("brought");
        // What was brought is copied away when it is made executable, as a program it knows no --version of AVML's.
        String keep = "chmod() { cp \"$2\" %s; env chmod \"$@\"; }".formatted(brought);
        assertThatThrownBy(() -> capture(new AvmlBinary(null, program, "test"), keep))
                .isInstanceOf(BadInputException.class);
        assertThat(brought).hasBinaryContent(program);
    }

    /** @param body may name the memory M and the place to write to as its last argument */
    private AvmlBinary avml(String version, String body) throws IOException {
        Path script = folder.resolve("avml");
        Files.writeString(
                script,
                "#!/bin/sh\n[ \"$1\" = --version ] && { echo '%s'; exit; }\n%s\n"
                        .formatted(version, body.replace(" M", " " + memory)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return AvmlBinary.onNode(script.toString());
    }

    private AvmlCapture.Result capture(AvmlBinary avml, String prologue) throws IOException {
        NodeShell shell = node.shell(prologue);
        try (NodeReader reader = NodeReader.connect(shell)) {
            return AvmlCapture.write(
                    reader, avml, folder.resolve("image.lime"), ImageOutputFormat.LIME, (doing, done, total) -> {});
        }
    }

    private void assertHoldsAllButTheLastByte() {
        try (MemoryImage image = MemoryImages.open(folder.resolve("image.lime"))) {
            byte[] bytes = new byte[FakeNode.RAM_SIZE - 1];
            image.read(FakeNode.RAM_START, bytes, 0, bytes.length);
            assertThat(Arrays.equals(bytes, Arrays.copyOf(node.ram, bytes.length)))
                    .isTrue();
        }
    }
}
