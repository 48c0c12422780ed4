package io.nodememory.shell.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZInputStream;

/** Input made to hurt, given to the command as its users give it: one sentence, the right status, no stack trace. */
class HostileInputTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    private Nodemem.Result run(String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of("NODEMEM_CACHE", folder.resolve("cache").toString(), "NODEMEM_JAVA_OPTS", "-Xmx256m");
        return Nodemem.run(folder, environment, Nodemem.LAUNCHER.toString(), arguments);
    }

    private void refused(String why, String... arguments) throws IOException, InterruptedException {
        Nodemem.Result result = run(arguments);
        String what = String.join(" ", arguments);
        assertThat(result.err())
                .as(what)
                .startsWith("nodemem: ")
                .contains(why)
                .doesNotContain("\tat ", "internal error");
        assertThat(result.err()).as(what).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        assertThat(result.out()).as(what).isEmpty();
        assertThat(result.status()).as(what).isEqualTo(2);
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsNoImageIsRefused() throws Exception {
        refused("is empty", "analyze", file("empty", new byte[0]));
        refused("is no known memory image", "analyze", file("random", random(MEBIBYTE + 3)));
        refused("is a folder", "analyze", folder.toString());
        refused("no such file", "analyze", "missing\u001b[2J");
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        refused("is a pipe", "analyze", "pipe");
        refused("is an ELF file of type", "analyze", withMagic("elf", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}));
        refused("is a kdump of a machine", "analyze", withMagic("kdump", "KDUMP   ".getBytes(ISO_8859_1)));
        refused("no usable LiME image", "analyze", withMagic("lime", new byte[] {'E', 'M', 'i', 'L', 1, 0, 0, 0}));
        refused("no usable AVML image", "analyze", withMagic("avml", new byte[] {'A', 'V', 'M', 'L', 2, 0, 0, 0}));
    }

    private String withMagic(String name, byte[] magic) throws IOException {
        byte[] bytes = random(MEBIBYTE);
        System.arraycopy(magic, 0, bytes, 0, magic.length);
        return file(name, bytes);
    }

    @Test
    void commandLinesAreRefused() throws Exception {
        refused("there is no command or option --no\\esuch", "--no\u001bsuch");
        refused("Missing required parameter: 'IMAGE'", "analyze");
        refused("there is no command or option b", "analyze", "a", "b");
        refused("is not an evidence store", "query", "--store", withoutSuffix("text.mv.db"), "tasks");
        refused("there is no store", "captures", "list", "--store", "missing");
    }

    private String withoutSuffix(String store) throws IOException {
        return file(store, random(MEBIBYTE)).replace(".mv.db", "");
    }

    @Test
    void symbolsThatAreNoneAreRefused() throws Exception {
        Path capture = SampleNode.SAMPLES.resolve("node");
        String image = capture.resolve("node.avml").toString();
        byte[] isf = Files.readAllBytes(capture.resolve("symbols.json.xz"));
        String random = file("random.json", random(MEBIBYTE));
        refused("is no symbol file", "analyze", image, "--symbols", random);
        refused("is no symbol file", "analyze", image, "--symbols", file("empty.json", new byte[0]));
        refused(
                "no symbols in",
                "analyze",
                image,
                "--symbols",
                Files.createDirectory(folder.resolve("none")).toString());
        refused("is cut short", "analyze", image, "--symbols", file("cut.json.xz", Arrays.copyOf(isf, 500_000)));
        byte[] flipped = isf.clone();
        for (int at = 1000; at < flipped.length; at += 100_000) {
            flipped[at] ^= 4;
        }
        refused("flipped.json.xz", "analyze", image, "--symbols", file("flipped.json.xz", flipped));
        Path zipped = folder.resolve("deep.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(("{\"base_types\": {\"a\":" + "{\"a\":".repeat(2 * MEBIBYTE)).getBytes(ISO_8859_1));
        }
        refused("deep.json.gz is not an ISF symbol file", "analyze", image, "--symbols", zipped.toString());
        String others = Corpus.sample("5.10.0-43-4level").symbolFile().toString();
        refused("give the symbols of the image's kernel", "analyze", image, "--symbols", others);
    }

    @Test
    void aDamagedImageIsReadAsFarAsItGoesAndQueriesAreBounded() throws Exception {
        Path capture = SampleNode.SAMPLES.resolve("node");
        byte[] image = Files.readAllBytes(capture.resolve("node.avml"));
        String symbols = capture.resolve("symbols.json.xz").toString();
        refused("was cut short", "analyze", file("start", Arrays.copyOf(image, 3 * MEBIBYTE)), "--symbols", symbols);

        String most = file("most", Arrays.copyOf(image, image.length - image.length / 8));
        Nodemem.Result cut = run("analyze", most, "--symbols", symbols, "--store", "cases/cut");
        assertThat(cut.err()).contains("INCOMPLETE").contains("was cut short").doesNotContain("\tat ");
        assertThat(cut.out()).isEqualTo("1\n");
        assertThat(cut.status()).isEqualTo(3);

        String brackets = "(".repeat(10_000);
        String query = file("brackets", ("tasks.where { " + brackets + "pid == 1").getBytes(ISO_8859_1));
        refused("too deep", "query", "--store", "cases/cut", "-f", query);
        String text = file("long", ("tasks.where { name == '" + "x".repeat(MEBIBYTE) + "' }").getBytes(ISO_8859_1));
        refused("this is too long", "query", "--store", "cases/cut", "-f", text);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300, 30_000})
    void flippedBitsOfAnImageAreToldOrDoNoHarm(int count) throws Exception {
        Path capture = SampleNode.SAMPLES.resolve("node");
        String image = file("flipped", flipped(Files.readAllBytes(capture.resolve("node.avml")), count));
        String symbols = capture.resolve("symbols.json.xz").toString();
        toldOrHarmless(run("analyze", image, "--symbols", symbols, "--store", "cases/flipped"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1000})
    void flippedBitsOfSymbolsAreToldOrDoNoHarm(int count) throws Exception {
        Path capture = SampleNode.SAMPLES.resolve("node");
        String image = capture.resolve("node.avml").toString();
        byte[] isf;
        try (InputStream in = new XZInputStream(Files.newInputStream(capture.resolve("symbols.json.xz")))) {
            isf = in.readAllBytes();
        }
        String plain = file("plain.json", flipped(isf, count));
        toldOrHarmless(run("analyze", image, "--symbols", plain, "--store", "cases/plain"));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(isf);
        }
        refused(
                "zipped.json.gz",
                "analyze",
                image,
                "--symbols",
                file("zipped.json.gz", flipped(zipped.toByteArray(), count)));
    }

    private static byte[] flipped(byte[] bytes, int count) {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return bytes;
    }

    /** A refusal in one sentence, a capture that says it is incomplete, or a whole one: never a stack trace. */
    private static void toldOrHarmless(Nodemem.Result result) {
        assertThat(result.err()).doesNotContain("\tat ", "internal error").doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        switch (result.status()) {
            case 0 -> assertThat(result.err()).doesNotContain("INCOMPLETE");
            case 2 -> {
                assertThat(result.err()).startsWith("nodemem: ");
                assertThat(result.out()).isEmpty();
            }
            default -> {
                assertThat(result.status()).isEqualTo(3);
                assertThat(result.err()).contains("INCOMPLETE");
            }
        }
    }
}
