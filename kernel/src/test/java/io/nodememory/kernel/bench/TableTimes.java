package io.nodememory.kernel.bench;

import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;

/** Prints rows and processor time of each table of an image, once in a fresh JVM: {@code TableTimes IMAGE SYMBOLS}. */
final class TableTimes {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private TableTimes() {}

    public static void main(String[] args) {
        try (Kernel kernel =
                KernelOpener.open(MemoryImages.open(Path.of(args[0])), SymbolFiles.open(Path.of(args[1])))) {
            Tables.ALL.forEach(table -> print(kernel, table));
        }
    }

    private static <R extends Record> void print(Kernel kernel, TableSpec<R> table) {
        long[] rows = {0};
        long begun = THREADS.getCurrentThreadCpuTime();
        table.walker().walk(new Walk<>(kernel, table.name(), row -> rows[0]++));
        long micros = (THREADS.getCurrentThreadCpuTime() - begun) / 1000;
        System.out.printf("%s %d %d%n", table.name(), rows[0], micros);
    }
}
