package io.nodememory.kernel.symbols;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.btf.Btf;
import io.nodememory.kernel.symbols.btf.BtfSymbols;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.elf.BuildId;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.ElfSymbols;
import io.nodememory.kernel.symbols.elf.KernelBanner;
import io.nodememory.kernel.symbols.elf.SectionData;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Symbols from BTF: of a kernel that was built without other debug information, or by itself. */
final class ElfBtf {
    private ElfBtf() {}

    /** Types from the section {@code .BTF}, addresses from the symbol table. */
    static Symbols read(ElfFile elf) {
        byte[] blob = elf.data(".BTF")
                .map(SectionData::all)
                .orElseThrow(() -> new BadInputException(elf.name()
                        + " has no debug information (neither .debug_info nor .BTF); give the vmlinux of the kernel's"
                        + " debug package."));
        BtfTypes types = new BtfTypes(Btf.parse(ByteBuffer.wrap(blob)));
        SymbolsBuilder builder = builder(types, "BTF of " + elf.name());
        ElfSymbols.of(elf).ifPresent(table -> {
            for (int i = 0; i < table.count(); i++) {
                String name = table.name(i);
                builder.symbol(name, table.value(i), types.variable(name).orElse(null));
            }
            KernelBanner.of(elf, table).ifPresent(text -> {
                builder.constantData(KernelBanner.SYMBOL, text);
                builder.banner(new String(text, StandardCharsets.UTF_8));
            });
        });
        BuildId.of(elf).ifPresent(builder::buildId);
        return builder.build();
    }

    /** The types of a raw blob, such as {@code /sys/kernel/btf/vmlinux}; there are no addresses in it. */
    static Symbols read(byte[] blob, String name) {
        return builder(new BtfTypes(Btf.parse(ByteBuffer.wrap(blob))), "BTF " + name)
                .build();
    }

    private static SymbolsBuilder builder(BtfTypes types, String description) {
        Origin origin = new Origin(description, false);
        Symbols onlyTypes =
                new BtfSymbols(origin, types, SymbolTable.of(List.of()), Map.of(), Optional.empty(), Optional.empty());
        return new SymbolsBuilder().types(onlyTypes).origin(origin);
    }
}
