package io.nodememory.kernel.linux;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** The lockless ring of the kernel's messages (since 5.10), kernel/printk/printk_ringbuffer.h. */
public final class PrintkRing {
    /** The two high bits of {@code state_var}: {@code enum desc_state}. */
    private static final int STATE_SHIFT = 62;

    private static final long ID_MASK = (1L << STATE_SHIFT) - 1;
    private static final int COMMITTED = 1;
    private static final int FINALIZED = 2;
    /** Each block of text starts with the id of its descriptor. */
    private static final int BLOCK_HEADER = 8;
    /** {@code CONFIG_LOG_BUF_SHIFT} is at most 25; a descriptor stands for 32 bytes of text on average. */
    private static final long MAX_BITS = 25;

    private final KernelObject descriptors;
    private final KernelObject infos;
    private final KernelObject text;
    private final long count;
    private final long tail;
    private final long head;

    public PrintkRing(Kernel kernel) {
        KernelObject ring = kernel.object("printk_ringbuffer", kernel.memory().readPointer(kernel.address("prb")));
        KernelObject index = ring.embedded("desc_ring");
        this.descriptors = index.target("descs");
        this.infos = index.target("infos");
        this.text = ring.embedded("text_data_ring");
        this.count = size(index.number("count_bits"), index);
        this.tail = index.number("tail_id") & ID_MASK;
        this.head = index.number("head_id") & ID_MASK;
    }

    private static long size(long bits, KernelObject of) {
        if (bits < 0 || bits > MAX_BITS) {
            throw new UnreadableMemoryException(
                    of.address(), "the ring of messages claims 2^%d entries".formatted(bits));
        }
        return 1L << bits;
    }

    /** Calls with each message's {@code printk_info} and text, oldest first. */
    public void forEach(BiConsumer<KernelObject, String> messages) {
        long number = Math.min((head - tail & ID_MASK) + 1, count);
        for (long i = 0; i < number; i++) {
            long id = tail + i & ID_MASK;
            long slot = id % count;
            KernelObject descriptor = descriptors.at(
                    descriptors.address() + slot * descriptors.type().size());
            long state = descriptor.number("state_var");
            int kind = (int) (state >>> STATE_SHIFT);
            if ((state & ID_MASK) == id && (kind == COMMITTED || kind == FINALIZED)) {
                KernelObject info =
                        infos.at(infos.address() + slot * infos.type().size());
                messages.accept(info, text(descriptor, (int) info.number("text_len")));
            }
        }
    }

    private String text(KernelObject descriptor, int length) {
        long size = size(text.number("size_bits"), text);
        long begin = descriptor.number("text_blk_lpos.begin");
        long next = descriptor.number("text_blk_lpos.next");
        // Odd positions: the message has no text, or it did not fit
        if ((begin & 1) == 1 || length == 0) {
            return "";
        }
        // Positions only ever grow, by wraps of the ring; a block that would cross its end lies at its start
        long mask = size - 1;
        boolean whole = (begin & ~mask) == (next & ~mask) || (next & mask) == 0;
        long at = whole ? begin & mask : 0;
        long room = (whole ? next - begin : next & mask) - BLOCK_HEADER;
        byte[] bytes = new byte[(int) Math.max(0, Math.min(length, Math.min(room, size)))];
        text.memory().read(text.number("data") + at + BLOCK_HEADER, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
