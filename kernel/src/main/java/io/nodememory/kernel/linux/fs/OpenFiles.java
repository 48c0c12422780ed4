package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The file descriptors of a process: {@code files_struct}, include/linux/fdtable.h.
 *
 * @param files the {@code struct file}s by descriptor
 * @param damage why some may be missing, if so
 */
public record OpenFiles(Map<Integer, KernelObject> files, Optional<String> damage) {
    /** {@code sysctl_nr_open_max} allows more, but no process has; a table that claims more is damaged. */
    private static final long MAX_DESCRIPTORS = 1 << 22;

    private static final int POINTERS_PER_PAGE = 512;

    /**
     * What is no pointer, or lies where the kernel's own bitmap says that nothing is open, up to which a table is still
     * believed: a few come from a capture of a running machine or from a file that someone hides, many from reading on
     * behind the table's true end.
     */
    private static final int MAX_STRAYS = 64;

    /** Empty for a task without a table. */
    public static OpenFiles of(KernelObject task) {
        Optional<KernelObject> files = task.follow("files");
        return files.isPresent() ? read(files.get()) : new OpenFiles(Map.of(), Optional.empty());
    }

    private static OpenFiles read(KernelObject holder) {
        KernelObject table = holder.target("fdt");
        long array = table.number("fd");
        long bitmap = table.number("open_fds");
        long claimed = table.number("max_fds");
        // A table inside of files_struct has the size that its type says
        long most = array == holder.addressOf("fd_array") ? holder.count("fd_array") : MAX_DESCRIPTORS;
        long count = Math.min(claimed, most);
        String damage = claimed > most ? "%d descriptors, where %d can be".formatted(claimed, most) : null;
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
                            Optional.of("the table of %d descriptors is none from descriptor %d on"
                                    .formatted(claimed, first + i)));
                }
                if (file < 0) {
                    found.put((int) first + i, holder.as("file").at(file));
                } else if (file != 0) {
                    damage = "descriptor %d holds 0x%x, which is no kernel address".formatted(first + i, file);
                } else if ((open[i / Byte.SIZE] >> i % Byte.SIZE & 1) == 1) {
                    reserved++;
                }
            }
        }
        // accept(2) takes a descriptor before it waits: each thread may have one that holds nothing yet
        if (damage == null && reserved > Math.max(1, holder.number("count"))) {
            damage = "%d of %d descriptors that are in use hold nothing".formatted(reserved, reserved + found.size());
        }
        return new OpenFiles(found, Optional.ofNullable(damage));
    }

    private static long pointer(byte[] bytes, int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
