package io.nodememory.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/** The files that a guest of the corpus had in {@code /proc} and {@code /sys}, from {@code truth-sys.tar.xz}. */
public final class TruthSys {
    private static final int BLOCK = 512;

    private TruthSys() {}

    /** The contents of a file, such as {@code kallsyms} or {@code btf}. */
    public static byte[] file(Path capture, String name) {
        try (InputStream in = new XZInputStream(Files.newInputStream(capture.resolve("truth-sys.tar.xz")))) {
            byte[] header = in.readNBytes(BLOCK);
            while (header.length == BLOCK && header[0] != 0) {
                String path = text(header, 0, 100);
                int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
                byte[] content = in.readNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
                if (path.endsWith("/" + name)) {
                    return Arrays.copyOf(content, size);
                }
                header = in.readNBytes(BLOCK);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("no " + name + " in the truth of " + capture);
    }

    /** The lines of a file. */
    public static List<String> lines(Path capture, String name) {
        return new String(file(capture, name), StandardCharsets.UTF_8).lines().toList();
    }

    private static String text(byte[] bytes, int start, int length) {
        int end = start;
        while (end < start + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
