package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.elf.BuildId;
import io.nodememory.kernel.symbols.elf.ElfFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads types and variables from the DWARF of a {@code vmlinux}, and addresses from its symbol table. Several threads read each
 * section once, unit by unit.
 */
public final class DwarfReader {
    private static final int MOST_THREADS = 4;

    private final DebugInfo info;
    private final Selection selection;
    private final AtomicInteger next;

    private DwarfReader(DebugInfo info, SymbolsBuilder builder) {
        this.info = info;
        this.selection = new Selection(builder, info.names());
        this.next = new AtomicInteger(info.units().size() - 1);
    }

    /** Whether a file has debug information in DWARF. */
    public static boolean hasDwarf(ElfFile elf) {
        return elf.data(".debug_info").filter(info -> info.size() > 0).isPresent();
    }

    /**
     * Reads a kernel's symbols.
     *
     * @param systemMap the kernel's {@code System.map}, whose addresses take precedence over the symbol table
     * @throws BadInputException if the file is no ELF file, has no DWARF, or is damaged
     */
    public static Symbols read(Path file, Optional<Path> systemMap) {
        try (ElfFile elf = ElfFile.open(file)) {
            return read(elf, systemMap);
        }
    }

    public static Symbols read(ElfFile elf, Optional<Path> systemMap) {
        SymbolsBuilder builder = new SymbolsBuilder().origin(new Origin("DWARF of " + elf.name(), false));
        try {
            DwarfReader reader = new DwarfReader(new DebugInfo(elf), builder);
            reader.scanUnits();
            SymbolTables.add(elf, systemMap, builder, reader.selection.symbols());
            reader.selection.finish();
            BuildId.of(elf).ifPresent(builder::buildId);
            return builder.build();
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new BadInputException(elf.name() + " is damaged: its debug information ends inside an entry.", e);
        }
    }

    private void scanUnits() {
        int threads = Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "dwarf");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(worker()));
            }
            for (Future<Void> worker : running) {
                worker.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("An interrupt ended the reading of the debug information.", e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A task that scans units, from the last to the first, until none is left. */
    private Callable<Void> worker() {
        References references = new References(info);
        ShapeHash shapes = new ShapeHash(info.names(), references);
        UnitScanner scanner = new UnitScanner(info, references, shapes);
        TypeNodes nodes = new TypeNodes(info, shapes, references, selection);
        Unit unit = info.newUnit();
        return () -> {
            for (int i = next.getAndDecrement(); i >= 0 && !Thread.interrupted(); i = next.getAndDecrement()) {
                unit.load(info.units().get(i), i);
                scanner.scan(unit);
                selection.lock.lock();
                try {
                    selection.take(unit, scanner, nodes, references);
                } finally {
                    selection.lock.unlock();
                }
            }
            return null;
        };
    }
}
