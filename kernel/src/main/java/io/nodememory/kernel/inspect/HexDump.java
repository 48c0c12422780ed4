package io.nodememory.kernel.inspect;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import java.io.IOException;

/** Writes memory as hexdump does: address, 16 bytes, and their printable ASCII characters. A line reports each gap. */
public final class HexDump {
    /** The most bytes of a dump. */
    public static final int MOST = 1 << 20;

    private static final int LINE = 16;
    private static final int HALF = LINE / 2;

    private HexDump() {}

    /**
     * @throws UnreadableMemoryException if not even the first byte can be read
     */
    public static void write(AddressSpace memory, long address, int length, Appendable out) throws IOException {
        byte[] line = new byte[LINE];
        for (int done = 0; done < length; done += LINE) {
            int wanted = Math.min(LINE, length - done);
            int got = memory.readUpTo(address + done, line, 0, wanted);
            if (got > 0) {
                line(address + done, line, got, out);
            }
            if (got < wanted) {
                if (done + got == 0) {
                    throw new UnreadableMemoryException(
                            address, "0x%016x is not mapped, or not in the image".formatted(address));
                }
                out.append("%016x  not mapped, or not in the image%n".formatted(address + done + got));
                return;
            }
        }
    }

    private static void line(long address, byte[] bytes, int count, Appendable out) throws IOException {
        StringBuilder line = new StringBuilder(80).append("%016x ".formatted(address));
        StringBuilder text = new StringBuilder(LINE);
        for (int i = 0; i < LINE; i++) {
            line.append(i == HALF ? "  " : " ");
            if (i < count) {
                line.append("%02x".formatted(bytes[i]));
                text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            } else {
                line.append("  ");
            }
        }
        out.append(line).append("  |").append(text).append("|\n");
    }
}
