package io.nodememory.kernel.linux;

import io.nodememory.kernel.object.KernelObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file descriptor table of a process: {@code files_struct}, include/linux/fdtable.h. */
public final class OpenFiles {
    /** {@code sysctl_nr_open_max} allows more, but no process has; a table that claims more is damaged. */
    private static final long MAX_DESCRIPTORS = 1 << 22;

    private static final int POINTERS_PER_PAGE = 512;

    private OpenFiles() {}

    /** The {@code struct file}s by descriptor; empty for a task without a table. */
    public static Map<Integer, KernelObject> of(KernelObject task) {
        Map<Integer, KernelObject> files = new TreeMap<>();
        for (KernelObject table :
                task.follow("files").map(f -> f.target("fdt")).map(List::of).orElse(List.of())) {
            long count = Math.min(table.number("max_fds"), MAX_DESCRIPTORS);
            long array = table.number("fd");
            byte[] chunk = new byte[POINTERS_PER_PAGE * 8];
            for (long first = 0; first < count; first += POINTERS_PER_PAGE) {
                int pointers = (int) Math.min(POINTERS_PER_PAGE, count - first);
                task.memory().read(array + 8 * first, chunk, 0, pointers * 8);
                for (int i = 0; i < pointers; i++) {
                    long file = pointer(chunk, i * 8);
                    if (file != 0) {
                        files.put((int) first + i, task.as("file").at(file));
                    }
                }
            }
        }
        return files;
    }

    private static long pointer(byte[] bytes, int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
