package io.nodememory.evidence.capture;

import io.nodememory.kernel.open.Kernel;
import java.nio.file.Path;

/**
 * What is known of a capture before its first row.
 *
 * @param name label, null for none
 * @param node name of the machine, null if unknown
 */
public record CaptureInfo(String name, String node, Custody custody, ImageInfo image, KernelInfo kernel) {
    /**
     * Who reads the image, why and with which program.
     *
     * @param operator as user@host
     * @param reason null if none was given
     * @param tool program and version
     */
    public record Custody(String operator, String reason, String tool) {}

    /**
     * Describes the capture of an image file.
     *
     * @param file the image that the kernel is read from
     */
    public static CaptureInfo of(String name, Custody custody, Path file, Kernel kernel, ImageHashing hashing) {
        return new CaptureInfo(
                name, KernelInfo.nodeName(kernel), custody, ImageInfo.of(file, kernel, hashing), KernelInfo.of(kernel));
    }

    /** The user and host of this process, as {@code user@host}. */
    public static String thisOperator() {
        return System.getProperty("user.name") + "@" + HostName.get();
    }

    /** The same capture with another label and custody. */
    public CaptureInfo with(String otherName, Custody other) {
        return new CaptureInfo(otherName, node, other, image, kernel);
    }
}
