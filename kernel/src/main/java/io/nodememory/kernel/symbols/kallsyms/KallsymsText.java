package io.nodememory.kernel.symbols.kallsyms;

import io.nodememory.kernel.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the text form of kallsyms: {@code /proc/kallsyms} and {@code System.map}. */
public final class KallsymsText {
    /** The most characters of a line: KSYM_NAME_LEN is 512 since 6.1; address, type and module name take far less than the rest. */
    private static final int MAX_LINE = 2048;

    private KallsymsText() {}

    /**
     * Reads all lines: {@code address type name}, and {@code [module]} after a tab for a symbol of a module.
     *
     * @throws BadInputException if a line has another form, or if all addresses are zero, as {@code kernel.kptr_restrict} shows
     *     them to users without privileges
     */
    public static void read(BufferedReader text, String what, Consumer<KallsymsEntry> entries) throws IOException {
        long addressBits = 0;
        int number = 0;
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            number++;
            KallsymsEntry entry = parse(line);
            if (entry == null) {
                throw new BadInputException(
                        "%s is not a symbol list: line %d is not \"address type name\"".formatted(what, number));
            }
            addressBits |= entry.address();
            entries.accept(entry);
        }
        if (addressBits == 0) {
            throw new BadInputException(
                    number == 0
                            ? what + " is empty"
                            : "%s has no addresses: read it as root (kernel.kptr_restrict hides them)".formatted(what));
        }
    }

    /**
     * Reads the kernel's own symbols, without those of modules, from {@code System.map} or the {@code /proc/kallsyms} of a running
     * kernel.
     */
    public static List<KallsymsEntry> kernelSymbols(Path file) {
        List<KallsymsEntry> entries = new ArrayList<>();
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            read(text, file.toString(), entry -> {
                if (entry.module().isEmpty()) {
                    entries.add(entry);
                }
            });
        } catch (IOException e) {
            throw new BadInputException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
        }
        return entries;
    }

    private static KallsymsEntry parse(String line) {
        int space = line.indexOf(' ');
        if (space < 1 || space > 16 || line.length() < space + 4 || line.length() > MAX_LINE) {
            return null;
        }
        if (line.charAt(space + 2) != ' ') {
            return null;
        }
        long address;
        try {
            address = Long.parseUnsignedLong(line, 0, space, 16);
        } catch (NumberFormatException e) {
            return null;
        }
        int tab = line.indexOf('\t', space + 3);
        String name = tab < 0 ? line.substring(space + 3) : line.substring(space + 3, tab);
        Optional<String> module = Optional.empty();
        if (tab >= 0) {
            int open = line.indexOf('[', tab);
            int close = line.indexOf(']', tab);
            if (open < 0 || close < open) {
                return null;
            }
            module = Optional.of(line.substring(open + 1, close));
        }
        return new KallsymsEntry(address, line.charAt(space + 1), name, module);
    }
}
