package io.nodememory.kernel.linux.log;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The kernel's lockless ring of messages (since 5.10), kernel/printk/printk_ringbuffer.h. */
public final class PrintkRing {
    /** The two high bits of {@code state_var}: {@code enum desc_state}. */
    private static final int STATE_SHIFT = 62;

    private static final long ID_MASK = (1L << STATE_SHIFT) - 1;
    private static final int COMMITTED = 1;
    private static final int FINALIZED = 2;
    /** Each text block starts with the id of its descriptor, of this length in bytes. */
    private static final int BLOCK_HEADER = 8;
    /** {@code CONFIG_LOG_BUF_SHIFT} is at most 25; a descriptor stands for 32 bytes of text on average. */
    private static final long MAX_BITS = 25;

    /**
     * A message.
     *
     * @param order its position, counted in descriptors from the oldest
     * @param info its {@code printk_info}
     */
    public record Message(long order, KernelObject descriptor, KernelObject info) {}

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
                    of.address(),
                    "the message ring claims 2^%d entries, more than the kernel's maximum".formatted(bits));
        }
        return 1L << bits;
    }

    /**
     * The complete messages, oldest first. The walk reads every descriptor, because a damaged image may have a wrong
     * head or tail.
     *
     * @param lost receives each descriptor between tail and head that no longer holds a message
     */
    public List<Message> messages(Consumer<KernelObject> lost) {
        List<Message> messages = new ArrayList<>();
        long used = Math.min(head - tail & ID_MASK, count - 1);
        for (long slot = 0; slot < count; slot++) {
            KernelObject descriptor = descriptors.at(
                    descriptors.address() + slot * descriptors.type().size());
            long state = descriptor.number("state_var");
            long id = state & ID_MASK;
            int kind = (int) (state >>> STATE_SHIFT);
            if (id % count == slot && (kind == COMMITTED || kind == FINALIZED)) {
                KernelObject info =
                        infos.at(infos.address() + slot * infos.type().size());
                messages.add(new Message(id - tail & ID_MASK, descriptor, info));
            }
            // Until the ring has wrapped, the tail descriptor itself holds no message
            long expected = tail + Math.floorMod(slot - tail, count) & ID_MASK;
            if (id != expected && expected != tail && (expected - tail & ID_MASK) <= used) {
                lost.accept(descriptor);
            }
        }
        messages.sort(Comparator.comparingLong(Message::order));
        return messages;
    }

    /** The text of a message. */
    public String text(Message message) {
        KernelObject descriptor = message.descriptor();
        int length = (int) message.info().number("text_len");
        long size = size(text.number("size_bits"), text);
        long begin = descriptor.number("text_blk_lpos.begin");
        long next = descriptor.number("text_blk_lpos.next");
        // Odd positions: the message has no text, or the text did not fit
        if ((begin & 1) == 1 || length == 0) {
            return "";
        }
        // Positions only grow, and wrap around the ring; a block that would cross the end lies at the start
        long mask = size - 1;
        boolean whole = (begin & ~mask) == (next & ~mask) || (next & mask) == 0;
        long at = whole ? begin & mask : 0;
        long room = (whole ? next - begin : next & mask) - BLOCK_HEADER;
        byte[] bytes = new byte[(int) Math.max(0, Math.min(length, Math.min(room, size)))];
        text.memory().read(text.number("data") + at + BLOCK_HEADER, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
