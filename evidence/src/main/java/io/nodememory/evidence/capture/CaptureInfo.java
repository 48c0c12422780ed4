package io.nodememory.evidence.capture;

/**
 * What is known of a capture before its first row.
 *
 * @param name label, null for none
 * @param node name of the machine, null if unknown
 * @param operator who runs this, as user@host
 * @param reason why, null if not said
 * @param tool program and version
 */
public record CaptureInfo(
        String name, String node, String operator, String reason, String tool, ImageInfo image, KernelInfo kernel) {

    /** The user and host of this process, as {@code user@host}. */
    public static String thisOperator() {
        return System.getProperty("user.name") + "@" + HostName.get();
    }
}
