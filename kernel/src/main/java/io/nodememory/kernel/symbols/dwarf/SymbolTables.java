package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.SymbolsBuilder;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.ElfSymbols;
import io.nodememory.kernel.symbols.elf.KernelBanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Adds what the symbol table and {@code System.map} know: addresses, and the banner's text. */
final class SymbolTables {
    private SymbolTables() {}

    static void add(ElfFile elf, Optional<Path> systemMap, SymbolsBuilder builder, SymbolChoice symbols) {
        ElfSymbols.of(elf).ifPresent(table -> {
            for (int i = 0; i < table.count(); i++) {
                int name = builder.strings().intern(table.names(), table.nameStart(i), table.nameLength(i));
                symbols.address(name, table.value(i));
            }
            KernelBanner.of(elf, table).ifPresent(text -> {
                builder.constantData(KernelBanner.SYMBOL, text);
                builder.banner(new String(text, StandardCharsets.UTF_8));
            });
        });
        systemMap.ifPresent(file -> systemMap(file, builder, symbols));
    }

    /** Lines of address, kind and name. */
    private static void systemMap(Path file, SymbolsBuilder builder, SymbolChoice symbols) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                symbols.address(builder.strings().intern(words[2].strip()), Long.parseUnsignedLong(words[0], 16));
            }
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new BadInputException(file + " is not a System.map: lines of address, kind and name.", e);
        }
    }
}
