package io.nodememory.kernel.linux.log;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's message buffer before 5.10, {@code struct printk_log}, kernel/printk/printk.c.
 *
 * <p>It holds records of variable length in sequence. A record of length 0 means that the next one is at the start of
 * the buffer.
 */
public final class PrintkLog {
    private static final String RECORD = "printk_log";

    /**
     * The largest buffer in bytes. {@code CONFIG_LOG_BUF_SHIFT} is at most 25; {@code log_buf_len=} accepts up to 2
     * GiB, which is not used in practice.
     */
    private static final long MAX_SIZE = 1L << 28;

    private final Kernel kernel;
    private final long buffer;
    private final long size;
    private final int header;

    public PrintkLog(Kernel kernel) {
        this.kernel = kernel;
        this.buffer = kernel.memory().readPointer(kernel.address("log_buf"));
        this.size = number("log_buf_len", 4);
        this.header = (int) kernel.types().require(RECORD).size();
        if (size < header || size > MAX_SIZE) {
            throw new UnreadableMemoryException(
                    kernel.address("log_buf_len"), "the message buffer claims a size of %d bytes".formatted(size));
        }
    }

    /** Returns whether this kernel has such a buffer. */
    public static boolean isIn(Kernel kernel) {
        return kernel.findAddress("log_buf").isPresent()
                && kernel.findAddress("log_first_idx").isPresent()
                && kernel.types().find(RECORD).isPresent();
    }

    /** The number of the oldest record; each following record has the next number. */
    public long firstNumber() {
        return number("log_first_seq", 8);
    }

    /** The records, oldest first. A damaged length ends the walk, because only the length locates the next record. */
    public Chain records() {
        List<KernelObject> records = new ArrayList<>();
        long at = number("log_first_idx", 4);
        long end = number("log_next_idx", 4);
        // A record is at least as long as its header, so the buffer cannot hold more
        long most = size / header;
        try {
            while (at != end) {
                if (records.size() > most) {
                    return new Chain(records, Optional.of("the records of the message buffer form a circle"));
                }
                if (at < 0 || at + header > size) {
                    return new Chain(
                            records,
                            Optional.of("a record starts at offset %d, outside of the message buffer".formatted(at)));
                }
                KernelObject record = kernel.object(RECORD, buffer + at);
                long length = record.number("len");
                if (length == 0) {
                    if (at == 0) {
                        return new Chain(
                                records, Optional.of("the record at the start of the message buffer has length 0"));
                    }
                    at = 0;
                } else if (length < header || at + length > size) {
                    return new Chain(
                            records,
                            Optional.of(
                                    "the record at offset %d of the message buffer has an invalid length of %d bytes"
                                            .formatted(at, length)));
                } else {
                    records.add(record);
                    at += length;
                }
            }
            return new Chain(records, Optional.empty());
        } catch (UnreadableMemoryException e) {
            return new Chain(records, Optional.of(e.getMessage()));
        }
    }

    /** The text of a record. */
    public String text(KernelObject record) {
        long room = record.number("len") - header;
        byte[] bytes = new byte[(int) Math.min(record.number("text_len"), room)];
        kernel.memory().read(record.address() + header, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long number(String variable, int bytes) {
        return kernel.memory().readNumber(kernel.address(variable), bytes);
    }
}
