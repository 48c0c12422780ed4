package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The file descriptors of a process: {@code files_struct}, include/linux/fdtable.h.
 *
 * @param files the {@code struct file} objects by descriptor
 * @param damage why descriptors may be missing; empty if none are
 */
public record OpenFiles(Map<Integer, KernelObject> files, Optional<String> damage) {
    /** {@code sysctl_nr_open_max} allows more, but no process uses more; a table that claims more is damaged. */
    private static final long MAX_DESCRIPTORS = 1 << 22;

    private static final int POINTERS_PER_PAGE = 512;

    /**
     * The number of strays up to which a table counts as valid. A stray is a value that is no pointer, or a pointer
     * where the kernel's own bitmap has no open descriptor. A few come from the capture of a running machine or from a
     * hidden file; many come from reading behind the true end of the table.
     */
    private static final int MAX_STRAYS = 64;

    /**
     * The table of a task, which is read once for each kernel; empty for a task without a table.
     *
     * @throws UnreadableMemoryException if the task or its {@code files_struct} cannot be read
     */
    public static OpenFiles of(Kernel kernel, KernelObject task) {
        Optional<KernelObject> files = task.follow("files");
        return files.isPresent()
                ? OpenFilesCache.of(kernel).get(files.get())
                : new OpenFiles(Map.of(), Optional.empty());
    }

    static OpenFiles read(KernelObject holder) {
        KernelObject table = holder.target("fdt");
        long array = table.number("fd");
        long bitmap = table.number("open_fds");
        long claimed = table.number("max_fds");
        // A table inside of files_struct has the size of that array
        long most = array == holder.addressOf("fd_array") ? holder.count("fd_array") : MAX_DESCRIPTORS;
        long count = Math.min(claimed, most);
        String damage = claimed > most
                ? "the table claims %d descriptors, but the maximum is %d".formatted(claimed, most)
                : null;
        Map<Integer, KernelObject> found = new TreeMap<>();
        byte[] pointers = new byte[POINTERS_PER_PAGE * Long.BYTES];
        byte[] open = new byte[POINTERS_PER_PAGE / Byte.SIZE];
        int strays = 0;
        long reserved = 0;
        for (long first = 0; first < count; first += POINTERS_PER_PAGE) {
            int length = (int) Math.min(POINTERS_PER_PAGE, count - first);
            try {
                holder.memory().read(array + Long.BYTES * first, pointers, 0, length * Long.BYTES);
                holder.memory().read(bitmap + first / Byte.SIZE, open, 0, (length + Byte.SIZE - 1) / Byte.SIZE);
            } catch (UnreadableMemoryException e) {
                damage = e.getMessage();
                continue;
            }
            for (int i = 0; i < length; i++) {
                long file = pointer(pointers, i * Long.BYTES);
                boolean plausible = file < 0 && (open[i / Byte.SIZE] >> i % Byte.SIZE & 1) == 1;
                if (file != 0 && !plausible && ++strays > MAX_STRAYS) {
                    return new OpenFiles(
                            found,
                            Optional.of("the table of %d descriptors holds other data from descriptor %d on"
                                    .formatted(claimed, first + i)));
                }
                if (file < 0) {
                    found.put((int) first + i, holder.as("file").at(file));
                } else if (file != 0) {
                    damage = "descriptor %d holds 0x%x, which is not a kernel address".formatted(first + i, file);
                } else if ((open[i / Byte.SIZE] >> i % Byte.SIZE & 1) == 1) {
                    reserved++;
                }
            }
        }
        // accept(2) reserves a descriptor before it waits, so each thread may have an empty one
        if (damage == null && reserved > Math.max(1, holder.number("count"))) {
            damage = "%d of %d descriptors in use hold no file".formatted(reserved, reserved + found.size());
        }
        return new OpenFiles(Collections.unmodifiableMap(found), Optional.ofNullable(damage));
    }

    private static long pointer(byte[] bytes, int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
