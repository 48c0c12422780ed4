package io.nodememory.shell.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --symbols}. */
final class SymbolsOption {
    @Option(
            names = "--symbols",
            paramLabel = "FILE",
            description =
                    "Symbols of the image's kernel: ISF (.json, .json.xz, .json.gz), a vmlinux with DWARF or BTF, or a"
                            + " folder to search; without it they are looked for by the image's build id.")
    private Path file;

    /** Null if not given. */
    Path file() {
        return file;
    }
}
