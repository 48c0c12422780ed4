package io.nodememory.kernel.symbols.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes BTF blobs record by record. */
final class BtfBlob {
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final int firstString;
    private byte[] layout = new byte[0];
    private int nextId;

    BtfBlob() {
        this(1, 0);
        strings.write(0);
    }

    private BtfBlob(int firstId, int firstString) {
        this.nextId = firstId;
        this.firstString = firstString;
    }

    /** A blob that continues this one, as the blob of a module continues that of the kernel. */
    BtfBlob split() {
        return new BtfBlob(nextId, strings.size());
    }

    int name(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int offset = firstString + strings.size();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        strings.write(bytes, 0, bytes.length);
        strings.write(0);
        return offset;
    }

    /** Adds a record with the words {@code extra} after it; returns its id. */
    int type(String name, int kind, boolean flag, int length, int sizeOrType, int... extra) {
        words(name(name), (flag ? 1 << 31 : 0) | kind << 24 | length, sizeOrType);
        words(extra);
        return nextId++;
    }

    int integer(String name, int size, int encoding) {
        return type(name, 1, false, 0, size, encoding << 24 | size * 8);
    }

    BtfBlob layout(byte... entries) {
        layout = entries.clone();
        return this;
    }

    private void words(int... words) {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            buffer.putInt(word);
        }
        types.write(buffer.array(), 0, buffer.capacity());
    }

    ByteBuffer build() {
        int header = layout.length == 0 ? 24 : 32;
        ByteBuffer blob = ByteBuffer.allocate(header + types.size() + strings.size() + layout.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) Btf.MAGIC).put((byte) 1).put((byte) 0).putInt(header);
        blob.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        if (layout.length > 0) {
            blob.putInt(types.size() + strings.size()).putInt(layout.length);
        }
        blob.put(types.toByteArray()).put(strings.toByteArray()).put(layout);
        return blob.flip();
    }
}
