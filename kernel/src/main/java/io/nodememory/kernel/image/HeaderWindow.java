package io.nodememory.kernel.image;

import java.nio.ByteBuffer;

/**
 * Reads the headers scattered through a file in ascending order. Where they lie close together one read fetches many of
 * them; where they lie far apart only their own bytes are read.
 */
final class HeaderWindow {
    /** In bytes, a page and its header or a packed chunk of zeros: to read what lies between others takes longer than a call each. */
    private static final int CLOSE = 4 * 1024 + 64;

    private static final int WINDOW = 32 * 1024;

    private final ImageFile file;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private long lastPosition;

    HeaderWindow(ImageFile file) {
        this.file = file;
    }

    /** A little-endian buffer that stands at {@code position}, with {@code length} bytes or what the file has left. */
    ByteBuffer at(long position, int length) {
        int wanted = (int) Math.max(0, Math.min(length, file.size() - position));
        long skip = position - windowStart;
        if (skip < 0 || skip + wanted > window.capacity()) {
            boolean close = position - lastPosition < CLOSE;
            window = file.header(position, close ? WINDOW : wanted);
            windowStart = position;
            skip = 0;
        }
        lastPosition = position;
        window.limit((int) skip + wanted).position((int) skip);
        return window;
    }
}
