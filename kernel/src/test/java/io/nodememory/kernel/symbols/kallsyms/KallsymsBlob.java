package io.nodememory.kernel.symbols.kallsyms;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the read-only data of a kernel with a kallsyms table, in every form that kernels have had. */
final class KallsymsBlob {
    /** The form of the addresses, and whether they follow the names. */
    enum Form {
        ABSOLUTE_BEFORE,
        PER_CPU_BEFORE,
        PER_CPU_BEHIND,
        RELATIVE_BEHIND,
        SELF_RELATIVE_BEHIND
    }

    static final long START = 0xffff_ffff_8200_0000L;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<KallsymsEntry> entries;
    private final boolean sequences;
    private int alignment = 8;

    KallsymsBlob(List<KallsymsEntry> entries, boolean sequences) {
        this.entries = entries;
        this.sequences = sequences;
    }

    ByteBuffer write(Form form) {
        alignment = form == Form.SELF_RELATIVE_BEHIND ? 4 : 8;
        // Other data comes first, such as a string that ends directly before the table.
        out.writeBytes("0123456789abcde".repeat(7).getBytes(StandardCharsets.US_ASCII));
        align();
        if (form == Form.ABSOLUTE_BEFORE || form == Form.PER_CPU_BEFORE) {
            addresses(form);
        }
        u32(entries.size());
        align();
        names();
        tokens();
        if (form != Form.ABSOLUTE_BEFORE && form != Form.PER_CPU_BEFORE) {
            addresses(form);
        }
        out.writeBytes(new byte[64]);
        return ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void names() {
        ByteArrayOutputStream markers = new ByteArrayOutputStream();
        int start = out.size();
        for (int i = 0; i < entries.size(); i++) {
            if (i % 256 == 0) {
                markers.writeBytes(word(out.size() - start));
            }
            // Every character is a token of its own; token 1 is "__".
            String text = (entries.get(i).type() + entries.get(i).name()).replace("__", "\u0001");
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length > 127) {
                out.write((bytes.length & 0x7f) | 0x80);
                out.write(bytes.length >> 7);
            } else {
                out.write(bytes.length);
            }
            out.writeBytes(bytes);
        }
        align();
        out.writeBytes(markers.toByteArray());
        align();
        if (sequences) {
            byte[] bytes = new byte[entries.size() * 3];
            Arrays.fill(bytes, (byte) 7);
            out.writeBytes(bytes);
            align();
        }
    }

    private void tokens() {
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        int start = out.size();
        for (int token = 0; token < 256; token++) {
            int at = out.size() - start;
            index.write(at);
            index.write(at >> 8);
            boolean character = token == '_' || token == '.' || (Character.isLetterOrDigit(token) && token < 128);
            String text = character ? String.valueOf((char) token) : token == 1 ? "__" : "unused" + token;
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            out.write(0);
        }
        align();
        out.writeBytes(index.toByteArray());
    }

    private void addresses(Form form) {
        align();
        long base = entries.stream()
                .mapToLong(KallsymsEntry::address)
                .filter(address -> address < 0)
                .min()
                .orElseThrow();
        for (KallsymsEntry entry : entries) {
            long address = entry.address();
            switch (form) {
                case ABSOLUTE_BEFORE ->
                    out.writeBytes(ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(address)
                            .array());
                case PER_CPU_BEFORE, PER_CPU_BEHIND -> u32((int) (address >= 0 ? address : base - 1 - address));
                case RELATIVE_BEHIND -> u32((int) (address - base));
                case SELF_RELATIVE_BEHIND -> u32((int) (address - (START + out.size())));
            }
        }
        align();
        if (form != Form.ABSOLUTE_BEFORE && form != Form.SELF_RELATIVE_BEHIND) {
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(base)
                    .array());
        }
    }

    private void align() {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
    }

    private void u32(int value) {
        out.writeBytes(word(value));
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
