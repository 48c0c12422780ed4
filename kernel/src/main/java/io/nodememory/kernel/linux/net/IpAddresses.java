package io.nodememory.kernel.linux.net;

import io.nodememory.kernel.object.KernelObject;

/** Formats addresses of the internet protocols. */
public final class IpAddresses {
    private static final int V6_GROUPS = 8;

    private IpAddresses() {}

    /** The IPv4 address at a member of type {@code __be32}: four bytes in network order. */
    public static String v4(KernelObject object, String member) {
        byte[] bytes = new byte[4];
        object.memory().read(object.addressOf(member), bytes, 0, 4);
        return v4(bytes, 0);
    }

    /** The IPv6 address at a member of type {@code in6_addr}, in the form of RFC 5952. */
    public static String v6(KernelObject object, String member) {
        byte[] bytes = new byte[16];
        object.memory().read(object.addressOf(member), bytes, 0, 16);
        return v6(bytes);
    }

    private static String v4(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                + "."
                + (bytes[at + 1] & 0xff)
                + "."
                + (bytes[at + 2] & 0xff)
                + "."
                + (bytes[at + 3] & 0xff);
    }

    static String v6(byte[] bytes) {
        int[] groups = new int[V6_GROUPS];
        for (int i = 0; i < V6_GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < V6_GROUPS; i++) {
            int end = i;
            while (end < V6_GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        // RFC 5952, section 5: addresses that embed an IPv4 address show it
        if (start == 0 && length == 5 && groups[5] == 0xffff) {
            return "::ffff:" + v4(bytes, 12);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < V6_GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
