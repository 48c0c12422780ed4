package io.nodememory.capture.avml;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** AVML's program: one that is on the node already, or one to be brought there. */
public final class AvmlBinary {
    /** Statically linked programs have some ten megabytes, which have to find room in the node's memory. */
    private static final long LARGEST = 30 << 20;

    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private final String path;
    private final byte[] bytes;
    private final String origin;

    AvmlBinary(String path, byte[] bytes, String origin) {
        this.path = path;
        this.bytes = bytes;
        this.origin = origin;
    }

    /** Where it lies on the node, in a pod in its image; null if it is to be brought there. */
    String path() {
        return path;
    }

    /** The program itself, null if it is there already. */
    byte[] bytes() {
        return bytes;
    }

    /** Where it comes from, for manifests. */
    public String origin() {
        return origin;
    }

    /** One that is on the node, or in the pod's image. */
    public static AvmlBinary onNode(String path) {
        if (!path.matches("/[A-Za-z0-9._/+-]{1,500}")) {
            throw new BadInputException(
                    "%s is no absolute path of plain characters: AVML cannot be run from there".formatted(path));
        }
        return new AvmlBinary(path, null, "node:" + path);
    }

    /**
     * One that is here.
     *
     * @param sha256 what it must have, in hexadecimal; null if any will do
     * @throws BadInputException if it is no program that could be brought to a node, or another
     */
    public static AvmlBinary file(Path file, String sha256) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadInputException(
                        "%s is larger than %d MiB: that is not AVML's program".formatted(file, LARGEST >> 20));
            }
            AvmlBinary binary = of(Files.readAllBytes(file), file.toString());
            return sha256 == null ? binary : proved(binary, sha256);
        } catch (IOException e) {
            throw new BadInputException("cannot read AVML's program %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * One from the network, whose hash is known beforehand, as it will run as root.
     *
     * @param sha256 of the program, in hexadecimal
     * @throws BadInputException if it cannot be had, or is another
     */
    public static AvmlBinary download(String url, String sha256) {
        if (sha256 == null || !sha256.matches("[0-9A-Fa-f]{64}")) {
            throw new BadInputException(
                    "a program from the network will run as root: give its SHA-256 (64 hexadecimal digits)"
                            + " with --avml-sha256");
        }
        return proved(of(AvmlDownload.bytes(url, LARGEST), url), sha256);
    }

    private static AvmlBinary proved(AvmlBinary binary, String sha256) {
        if (!binary.sha256().equalsIgnoreCase(sha256)) {
            throw new BadInputException("%s has the SHA-256 %s, not %s: it is another program"
                    .formatted(binary.origin, binary.sha256(), sha256));
        }
        return binary;
    }

    private static AvmlBinary of(byte[] bytes, String origin) {
        if (bytes.length < ELF.length || !Arrays.equals(bytes, 0, ELF.length, ELF, 0, ELF.length)) {
            throw new BadInputException("%s is no ELF program: that is not AVML".formatted(origin));
        }
        return new AvmlBinary(null, bytes, origin);
    }

    /** The hash of a program that is brought to the node; null for another. */
    public String sha256() {
        return bytes == null ? null : Sha256.of(bytes);
    }
}
