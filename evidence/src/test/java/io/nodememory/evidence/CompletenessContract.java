package io.nodememory.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.transfer.CaptureSender;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.table.Tables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds each face of the program (the command line, the Jenkins plugin) to {@link Completeness}: for the same image it reports
 * the same sentences, and none for a whole image. The tests of both modules call it.
 */
public final class CompletenessContract {
    private CompletenessContract() {}

    /** A face of the program. */
    public interface Face {
        /** Analyses an image and returns the reasons for which the face calls the capture incomplete. */
        List<String> analyze(Path image, Path symbols) throws Exception;
    }

    /**
     * @param folder an empty folder
     * @param whole an image without known faults
     */
    public static void check(Path folder, Path whole, Path symbols, Face face) throws Exception {
        for (Map.Entry<String, Path> image : images(folder, whole).entrySet()) {
            List<String> expected = judge(image.getValue(), symbols);
            assertThat(expected.stream().filter(reason -> reason.contains(image.getKey())))
                    .as("the fault of %s among %s", image.getValue(), expected)
                    .hasSize(image.getKey().isEmpty() ? expected.size() : 1);
            assertThat(face.analyze(image.getValue(), symbols))
                    .as("reasons for %s", image.getValue())
                    .isEqualTo(expected);
        }
    }

    /** Images by the words of the sentence that reports their fault; the image without a fault has no words. */
    private static Map<String, Path> images(Path folder, Path whole) throws IOException {
        Path asIs = Files.copy(whole, folder.resolve("whole.avml"));
        Path foreign = Files.copy(whole, folder.resolve("foreign-manifest.avml"));
        Files.writeString(
                folder.resolve("foreign-manifest.avml.json"),
                "{\"image\": {\"sha256\": \"" + "0123456789abcdef".repeat(4) + "\"}}");
        Path cut = Files.copy(whole, folder.resolve("cut.avml"));
        try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - channel.size() / 8);
        }
        Map<String, Path> images = new LinkedHashMap<>();
        images.put("", asIs);
        images.put("the manifest describes another image", foreign);
        images.put("was cut short", cut);
        return images;
    }

    private static List<String> judge(Path file, Path symbols) {
        try (Kernel kernel = KernelOpener.open(MemoryImages.open(file), SymbolFiles.read(symbols));
                CaptureSender sink = new CaptureSender(
                        CaptureInfo.of(
                                null, new Custody("tester@host", null, "test"), file, kernel, ImageHashing.ALWAYS),
                        OutputStream.nullOutputStream())) {
            return Analysis.run(kernel, Tables.ALL, sink, Analysis.ProgressListener.NONE)
                    .completeness()
                    .reasons();
        }
    }
}
