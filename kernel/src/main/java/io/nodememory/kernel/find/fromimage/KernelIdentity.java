package io.nodememory.kernel.find.fromimage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a kernel's own image says about itself: its banner and its build id. */
final class KernelIdentity {
    private static final byte[] BANNER = "Linux version ".getBytes(StandardCharsets.US_ASCII);

    /**
     * The build's number, its flags and the start of its time. Since 6.1 the kernel has a weak banner too, which lacks the
     * parts that the build generates (init/Makefile, utsversion-tmp.h).
     */
    private static final Pattern WHOLE = Pattern.compile(" #\\d\\S*(?: SMP| PREEMPT\\w*)*+ [^ ]");

    /** The kernel's own buffers for the banner are shorter. */
    private static final int MAX_BANNER = 1024;

    /** An ELF note of type NT_GNU_BUILD_ID with 20 bytes of SHA-1: lengths of name and content, type, name. */
    private static final byte[] BUILD_ID = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};

    private static final int BUILD_ID_SIZE = 20;

    /** A text and where it was read. */
    record Found(long address, String text) {}

    private KernelIdentity() {}

    /**
     * The text of {@code linux_banner}, without its newline. The kernel log may hold the same text, but without the newline
     * and the NUL that end it here (init/version-timestamp.c).
     */
    static Optional<Found> banner(List<KernelRegion> regions) {
        for (KernelRegion region : regions) {
            ByteBuffer content = region.content();
            for (int at = find(content, BANNER, 0); at >= 0; at = find(content, BANNER, at + 1)) {
                Optional<String> banner = bannerAt(content, at);
                if (banner.isPresent()) {
                    return Optional.of(new Found(region.start() + at, banner.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> bannerAt(ByteBuffer content, int at) {
        int end = at;
        while (end < content.limit() && end - at < MAX_BANNER && content.get(end) >= ' ') {
            end++;
        }
        if (end + 1 >= content.limit() || content.get(end) != '\n' || content.get(end + 1) != 0) {
            return Optional.empty();
        }
        byte[] bytes = new byte[end - at];
        content.get(at, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean named = text.length() > BANNER.length && Character.isDigit(text.charAt(BANNER.length));
        return named && WHOLE.matcher(text).find() ? Optional.of(text) : Optional.empty();
    }

    /** The last GNU build id in the notes between two addresses. */
    static Optional<String> buildId(KernelRegion region, long from, long to) {
        ByteBuffer content = region.content();
        int first = (int) Math.max(0, from - region.start());
        int end = (int) (Math.min(to, region.end()) - region.start());
        for (int at = end - BUILD_ID.length - BUILD_ID_SIZE; at >= first; at--) {
            if ((region.start() + at) % 4 == 0 && is(content, BUILD_ID, at)) {
                byte[] id = new byte[BUILD_ID_SIZE];
                content.get(at + BUILD_ID.length, id);
                return Optional.of(HexFormat.of().formatHex(id));
            }
        }
        return Optional.empty();
    }

    private static boolean is(ByteBuffer content, byte[] pattern, int at) {
        int start = content.arrayOffset() + at;
        return Arrays.equals(content.array(), start, start + pattern.length, pattern, 0, pattern.length);
    }

    /** Where a pattern lies in a region's content, from a position on; -1 if nowhere. */
    static int find(ByteBuffer content, byte[] pattern, int from) {
        byte[] bytes = content.array();
        int base = content.arrayOffset();
        int last = base + content.limit() - pattern.length;
        byte first = pattern[0];
        for (int at = base + from; at <= last; at++) {
            if (bytes[at] == first && Arrays.equals(bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at - base;
            }
        }
        return -1;
    }
}
