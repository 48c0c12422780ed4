package io.nodememory.capture.avml;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** AVML's program: on the node already, or sent there for the capture. */
public final class AvmlBinary {
    /** The largest program in bytes: it needs room in the node's memory. A statically linked AVML has about 10 MB. */
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

    /** The path on the node, or in the pod's image; null for a program that is sent there. */
    String path() {
        return path;
    }

    /** The content of the program, null for a program on the node. */
    byte[] bytes() {
        return bytes;
    }

    /** The origin of the program, for manifests. */
    public String origin() {
        return origin;
    }

    /** A program on the node, or in the pod's image. */
    public static AvmlBinary onNode(String path) {
        if (!path.matches("/[A-Za-z0-9._/+-]{1,500}")) {
            throw new BadInputException(
                    "%s is not an absolute path of letters, digits and ._/+-: give another path of AVML"
                            .formatted(path));
        }
        return new AvmlBinary(path, null, "node:" + path);
    }

    /**
     * A program on this machine.
     *
     * @param sha256 the expected hash in hexadecimal, null for any
     * @throws BadInputException if the file is not a program, is too large, or has another hash
     */
    public static AvmlBinary file(Path file, String sha256) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadInputException(
                        "%s is larger than %d MiB, so it is not AVML".formatted(file, LARGEST >> 20));
            }
            AvmlBinary binary = of(Files.readAllBytes(file), file.toString());
            return sha256 == null ? binary : proved(binary, sha256);
        } catch (IOException e) {
            throw new BadInputException("cannot read AVML's program %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * A program from the network. Its hash is required, because it will run as root.
     *
     * @param sha256 the expected hash in hexadecimal
     * @throws BadInputException if the download fails, or the program has another hash
     */
    public static AvmlBinary download(String url, String sha256) {
        if (sha256 == null || !sha256.matches("[0-9A-Fa-f]{64}")) {
            throw new BadInputException(
                    "AVML from the network will run as root: give its SHA-256 (64 hexadecimal digits)"
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
            throw new BadInputException("%s is not an ELF program, so it is not AVML".formatted(origin));
        }
        return new AvmlBinary(null, bytes, origin);
    }

    /** The hash of a program that is sent to the node, null for a program on the node. */
    public String sha256() {
        return bytes == null ? null : Sha256.of(bytes);
    }
}
