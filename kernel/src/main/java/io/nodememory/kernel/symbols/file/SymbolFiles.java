package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.InputFiles;
import io.nodememory.kernel.bytes.Decompression;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.btf.Btf;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.compact.CompactFormat;
import io.nodememory.kernel.symbols.dwarf.DwarfReader;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.symbols.text.TextReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens symbol files of any kind; the contents decide the kind, never the name. */
public final class SymbolFiles {
    private SymbolFiles() {}

    /**
     * Opens a file through a cache, which makes the second and later openings fast.
     *
     * @throws BadInputException if it is no symbol file or is damaged
     */
    public static Symbols open(Path file, SymbolCache cache) {
        Optional<Symbols> cached = cache.findBySource(file);
        if (cached.isPresent()) {
            return kind(file) == Kind.ELF ? withText(cached.get(), file) : cached.get();
        }
        Symbols symbols = read(file);
        cache.store(symbols, file);
        return symbols;
    }

    /** Adds the kernel's text, which is read from the file on demand. */
    private static Symbols withText(Symbols symbols, Path vmlinux) {
        return CompactFile.compact(symbols).withText(() -> {
            try (ElfFile elf = ElfFile.open(vmlinux)) {
                return TextReader.read(elf, symbols);
            } catch (BadInputException e) {
                // The file was removed or replaced after its symbols were read, so there is no text to compare with.
                return Optional.empty();
            }
        });
    }

    /** Opens a file through the user's cache. */
    public static Symbols open(Path file) {
        return open(file, SymbolCache.standard());
    }

    /**
     * Reads a file without a cache.
     *
     * @throws BadInputException if it is no symbol file or is damaged
     */
    public static Symbols read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Like {@link #read(Path)}, with addresses that take precedence over those in the file.
     *
     * @param systemMap the kernel's {@code System.map}, or {@code /proc/kallsyms} while it runs; only for ELF files and BTF
     */
    public static Symbols read(Path file, Optional<Path> systemMap) {
        return switch (kind(file)) {
            case COMPACT -> CompactFile.read(file);
            case ISF -> IsfReader.read(file);
            case ELF -> elf(file, systemMap);
            case BTF -> btf(file, systemMap);
            case UNKNOWN ->
                throw new BadInputException(
                        ("%s is no symbol file: give ISF (.json, .json.xz, .json.gz), a vmlinux with debug information or"
                                        + " BTF, or a file from the symbol cache.")
                                .formatted(file));
        };
    }

    private static Symbols elf(Path file, Optional<Path> systemMap) {
        try (ElfFile elf = ElfFile.open(file)) {
            Symbols symbols =
                    DwarfReader.hasDwarf(elf) ? DwarfReader.read(elf, systemMap) : ElfBtf.read(elf, systemMap);
            return withText(symbols, file);
        }
    }

    private static Symbols btf(Path file, Optional<Path> systemMap) {
        byte[] blob = bytes(file);
        String name = String.valueOf(file.getFileName());
        if (!Btf.isSplit(ByteBuffer.wrap(blob))) {
            return ElfBtf.read(blob, name, systemMap);
        }
        Path base = file.resolveSibling("vmlinux");
        if (!Files.isRegularFile(base)) {
            throw new BadInputException(
                    "%s is the BTF of a module: put the kernel's BTF beside it under the name vmlinux, as in /sys/kernel/btf."
                            .formatted(file));
        }
        return ElfBtf.read(blob, bytes(base), name);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > Btf.MAX_SIZE) {
                throw new BadInputException(file + " is too long for BTF.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Decompression.describe(file, e);
        }
    }

    private enum Kind {
        COMPACT,
        ISF,
        ELF,
        BTF,
        UNKNOWN
    }

    private static Kind kind(Path file) {
        if (Files.isDirectory(file)) {
            throw new BadInputException(file + " is a folder, not a symbol file.");
        }
        InputFiles.refusePipe(file);
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(64);
        } catch (IOException e) {
            throw Decompression.describe(file, e);
        }
        if (start.length >= 8 && LittleEndian.getLong(start, 0) == CompactFormat.MAGIC) {
            return Kind.COMPACT;
        } else if (Decompression.isCompressed(start) || startsAsJson(start)) {
            return Kind.ISF;
        } else if (ElfFile.hasMagic(start)) {
            return Kind.ELF;
        } else if (start.length >= 2 && ((start[0] & 0xff) | ((start[1] & 0xff) << 8)) == Btf.MAGIC) {
            return Kind.BTF;
        }
        return Kind.UNKNOWN;
    }

    private static boolean startsAsJson(byte[] start) {
        for (byte b : start) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }
}
