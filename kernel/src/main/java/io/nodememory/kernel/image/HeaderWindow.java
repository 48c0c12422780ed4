package io.nodememory.kernel.image;

import java.nio.ByteBuffer;

/**
 * Reads headers that are scattered through a file, in ascending order. One read fetches many headers that lie close together;
 * for headers that lie far apart, it reads only their bytes.
 */
final class HeaderWindow {
    /**
     * The largest distance, in bytes, at which headers count as close: a page with its header, or a packed chunk of zeros. Beyond
     * it, reading the bytes between two headers takes longer than a second call.
     */
    private static final int CLOSE = 4 * 1024 + 64;

    private static final int WINDOW = 32 * 1024;

    private final ImageFile file;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private long lastPosition;

    HeaderWindow(ImageFile file) {
        this.file = file;
    }

    /** Returns a little-endian buffer at {@code position} with {@code length} bytes, or fewer at the end of the file. */
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
