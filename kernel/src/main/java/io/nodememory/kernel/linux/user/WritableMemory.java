package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.linux.mm.MemoryMaps;
import io.nodememory.kernel.linux.mm.UserMemory;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.Types;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The memory that holds the data of a program: the resident pages of its private writable areas without a file, except
 * the stack.
 */
public final class WritableMemory {
    private static final int PAGE = 4096;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** include/linux/mm.h. */
    private static final long VM_WRITE = 2;

    private static final long VM_SHARED = 8;
    private static final long VM_GROWSDOWN = 0x100;

    /** Consecutive pages. */
    static final class Run {
        private final long start;
        private final byte[] bytes;

        Run(long start, byte[] bytes) {
            this.start = start;
            this.bytes = bytes;
        }

        long start() {
            return start;
        }

        byte[] bytes() {
            return bytes;
        }

        long end() {
            return start + bytes.length;
        }

        long word(int at) {
            return (long) LONG.get(bytes, at);
        }

        int number(int at) {
            return (int) INT.get(bytes, at);
        }
    }

    private final AddressSpace memory;
    private final List<Run> runs = new ArrayList<>();
    /** A shell uses a megabyte; another program with the name of a shell may have reserved its whole address space. */
    private long bytesLeft = 64 << 20;

    private long absentLeft = 1 << 18;
    private boolean cut;
    private long missing;

    private WritableMemory(AddressSpace memory) {
        this.memory = memory;
    }

    public static WritableMemory of(Types types, KernelObject mm) {
        WritableMemory found = new WritableMemory(UserMemory.of(mm));
        for (KernelObject area : MemoryMaps.areas(types, mm).entries()) {
            long flags = area.number("vm_flags");
            if ((flags & VM_WRITE) != 0 && (flags & (VM_SHARED | VM_GROWSDOWN)) == 0 && area.number("vm_file") == 0) {
                found.read(area.number("vm_start"), area.number("vm_end"));
            }
        }
        return found;
    }

    static WritableMemory of(AddressSpace memory, long start, long end) {
        WritableMemory found = new WritableMemory(memory);
        found.read(start, end);
        return found;
    }

    List<Run> runs() {
        return runs;
    }

    /** Returns whether the process has more memory than was read. */
    public boolean isCut() {
        return cut;
    }

    /** The number of pages that are resident but not in the image. */
    public long missing() {
        return missing;
    }

    /** The run that contains {@code length} bytes at an address. */
    Optional<Run> holding(long address, long length) {
        int low = 0;
        int high = runs.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Run run = runs.get(middle);
            if (address < run.start()) {
                high = middle - 1;
            } else if (address >= run.end()) {
                low = middle + 1;
            } else {
                return run.end() - address >= length ? Optional.of(run) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Returns whether the process has readable memory of any kind at an address. */
    boolean isReadable(long address) {
        return memory.readUpTo(address, new byte[1], 0, 1) == 1;
    }

    /** A string of the program's data: UTF-8 up to a NUL within {@code limit} bytes. */
    Optional<String> text(long address, int limit) {
        return holding(address, 1).flatMap(run -> {
            int from = (int) (address - run.start());
            int to = from;
            while (to < run.bytes().length && to - from < limit && run.bytes()[to] != 0) {
                to++;
            }
            boolean ended = to < run.bytes().length && run.bytes()[to] == 0;
            return ended
                    ? Optional.of(new String(run.bytes(), from, to - from, StandardCharsets.UTF_8))
                    : Optional.empty();
        });
    }

    private void read(long start, long end) {
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        byte[] page = new byte[PAGE];
        long at = start;
        for (; at < end; at += PAGE) {
            if (bytesLeft < PAGE || absentLeft == 0) {
                cut = true;
                break;
            }
            if (memory.readUpTo(at, page, 0, PAGE) == PAGE) {
                run.write(page, 0, PAGE);
                bytesLeft -= PAGE;
            } else {
                absentLeft--;
                missing += memory.translate(at).isPresent() ? 1 : 0;
                close(run, at);
            }
        }
        close(run, at);
    }

    private void close(ByteArrayOutputStream run, long end) {
        if (run.size() > 0) {
            runs.add(new Run(end - run.size(), run.toByteArray()));
            run.reset();
        }
    }
}
