package io.nodememory.shell.command;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.kernel.find.CosImage;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --symbols}, and the search for symbols without it. */
final class SymbolsOption {
    @Option(
            names = "--symbols",
            paramLabel = "FILE",
            description =
                    "Symbols of the image's kernel: ISF (.json, .json.xz, .json.gz), a vmlinux with DWARF or BTF, or a"
                            + " folder to search. By default nodemem looks for the image's build id in the cache, in"
                            + " the bucket of Container-Optimized OS, at the servers of DEBUGINFOD_URLS, and in the image"
                            + " itself.")
    private Path file;

    @Option(names = "--offline", description = "Download nothing; NODEMEM_OFFLINE=1 does the same.")
    private boolean offline;

    @Option(
            names = "--cos-build",
            paramLabel = "BUILD[:BOARD]",
            converter = CosConverter.class,
            description =
                    "The build of Container-Optimized OS on the node, such as 17800.147.54 or 17800.147.54:lakitu. By default"
                            + " nodemem reads it from the image's /etc/os-release.")
    private CosImage cos;

    SymbolChoice choice() {
        return new SymbolChoice(Optional.ofNullable(file), offline, Optional.ofNullable(cos));
    }

    /** Reads {@code BUILD[:BOARD]}. */
    static final class CosConverter implements ITypeConverter<CosImage> {
        @Override
        public CosImage convert(String text) {
            String[] parts = text.split(":", 2);
            try {
                return parts.length == 1 ? CosImage.of(parts[0]) : new CosImage(parts[0], parts[1], "");
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
