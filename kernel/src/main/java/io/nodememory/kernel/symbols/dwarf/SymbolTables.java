package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.ElfSymbols;
import io.nodememory.kernel.symbols.elf.KernelBanner;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.KallsymsText;
import io.nodememory.kernel.symbols.kallsyms.LinkAddresses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Adds the addresses and the text of the banner from the symbol table and {@code System.map}. */
final class SymbolTables {
    private SymbolTables() {}

    /** @param systemMap {@code System.map} or {@code /proc/kallsyms} of the kernel, whose addresses take precedence */
    static void add(ElfFile elf, Optional<Path> systemMap, SymbolsBuilder builder, SymbolChoice symbols) {
        Optional<ElfSymbols> own = ElfSymbols.of(elf);
        own.ifPresent(table -> {
            for (int i = 0; i < table.count(); i++) {
                int name = builder.strings().intern(table.names(), table.nameStart(i), table.nameLength(i));
                symbols.address(name, table.value(i));
            }
            KernelBanner.of(elf, table).ifPresent(text -> {
                builder.constantData(KernelBanner.SYMBOL, text);
                builder.banner(new String(text, StandardCharsets.UTF_8));
            });
        });
        if (systemMap.isPresent()) {
            List<KallsymsEntry> entries = KallsymsText.kernelSymbols(systemMap.get());
            OptionalLong start = own.map(table -> table.address("_text")).orElse(OptionalLong.empty());
            List<KallsymsEntry> linked = start.isPresent() ? LinkAddresses.of(entries, start.getAsLong()) : entries;
            linked.forEach(entry -> symbols.address(builder.strings().intern(entry.name()), entry.address()));
        }
    }
}
