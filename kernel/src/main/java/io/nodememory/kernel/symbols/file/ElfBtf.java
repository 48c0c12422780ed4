package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.btf.Btf;
import io.nodememory.kernel.symbols.btf.BtfSymbols;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.elf.BuildId;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.ElfSymbols;
import io.nodememory.kernel.symbols.elf.KernelBanner;
import io.nodememory.kernel.symbols.elf.SectionData;
import io.nodememory.kernel.symbols.kallsyms.KallsymsText;
import io.nodememory.kernel.symbols.kallsyms.LinkAddresses;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads symbols from BTF: in a kernel that was built without DWARF, or in a blob of its own. */
final class ElfBtf {
    private ElfBtf() {}

    /** Reads types from the section {@code .BTF} and addresses from {@code System.map}, or else from the symbol table. */
    static Symbols read(ElfFile elf, Optional<Path> systemMap) {
        byte[] blob = elf.data(".BTF")
                .map(SectionData::all)
                .orElseThrow(() -> new BadInputException(elf.name()
                        + " has no debug information (neither .debug_info nor .BTF); give the vmlinux of the kernel's"
                        + " debug package."));
        BtfTypes types = new BtfTypes(Btf.parse(ByteBuffer.wrap(blob)));
        SymbolsBuilder builder = builder(types, "BTF of " + elf.name());
        Optional<ElfSymbols> own = ElfSymbols.of(elf);
        own.ifPresent(table -> {
            for (int i = 0; i < table.count(); i++) {
                String name = table.name(i);
                builder.symbol(name, table.value(i), types.variable(name).orElse(null));
            }
            KernelBanner.of(elf, table).ifPresent(text -> {
                builder.constantData(KernelBanner.SYMBOL, text);
                builder.banner(new String(text, StandardCharsets.UTF_8));
            });
        });
        OptionalLong start = own.map(table -> table.address("_text")).orElse(OptionalLong.empty());
        systemMap.ifPresent(file -> add(file, start.orElse(LinkAddresses.START), types, builder));
        BuildId.of(elf).ifPresent(builder::buildId);
        return builder.build();
    }

    /**
     * Reads the types of a raw blob, such as {@code /sys/kernel/btf/vmlinux}. The blob holds no addresses; {@code systemMap}
     * supplies them if it is present.
     */
    static Symbols read(byte[] blob, String name, Optional<Path> systemMap) {
        return read(new BtfTypes(Btf.parse(ByteBuffer.wrap(blob))), name, systemMap);
    }

    /** Reads the types of a module's raw blob, such as {@code /sys/kernel/btf/overlay}, and of the kernel's blob before it. */
    static Symbols read(byte[] blob, byte[] base, String name) {
        Btf kernel = Btf.parse(ByteBuffer.wrap(base));
        return read(new BtfTypes(Btf.parse(ByteBuffer.wrap(blob), kernel)), name, Optional.empty());
    }

    private static Symbols read(BtfTypes types, String name, Optional<Path> systemMap) {
        SymbolsBuilder builder = builder(types, "BTF " + name);
        systemMap.ifPresent(file -> add(file, LinkAddresses.START, types, builder));
        return builder.build();
    }

    private static void add(Path systemMap, long linkedStart, BtfTypes types, SymbolsBuilder builder) {
        LinkAddresses.of(KallsymsText.kernelSymbols(systemMap), linkedStart)
                .forEach(entry -> builder.symbol(
                        entry.name(),
                        entry.address(),
                        types.variable(entry.name()).orElse(null)));
    }

    private static SymbolsBuilder builder(BtfTypes types, String description) {
        Origin origin = new Origin(description, false);
        Symbols onlyTypes =
                new BtfSymbols(origin, types, SymbolTable.of(List.of()), Map.of(), Optional.empty(), Optional.empty());
        return new SymbolsBuilder().types(onlyTypes).origin(origin);
    }
}
