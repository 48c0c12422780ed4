package io.nodememory.shell.command;

import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import io.nodememory.kernel.symbols.isf.IsfWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Version;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem symbols build}. */
@Command(
        name = "build",
        description =
                "Makes a symbol file (ISF 6.2, which Volatility 3 reads too) from a vmlinux with debug information, or from BTF and"
                        + " a list of symbols.",
        footer = {
            "  nodemem symbols build /usr/lib/debug/boot/vmlinux-6.1.0-54-cloud-amd64 -o symbols.json.xz",
            "  nodemem symbols build vmlinux --system-map System.map -o symbols.json",
            "  nodemem symbols build /sys/kernel/btf/vmlinux --system-map /proc/kallsyms -o this-node.json.xz"
        })
public final class SymbolsBuildCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "VMLINUX",
            description = "The kernel with DWARF debug information or BTF, or a BTF file alone.")
    private Path vmlinux;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FILE",
            description = "The file to write; compressed if its name ends in .xz or .gz.")
    private Path target;

    @Option(
            names = "--system-map",
            paramLabel = "FILE",
            description =
                    "The kernel's System.map, or the /proc/kallsyms of the running kernel. Its addresses take precedence over"
                            + " those of the symbol table.")
    private Path systemMap;

    @Override
    public Integer call() {
        try (Symbols symbols = SymbolFiles.read(vmlinux, Optional.ofNullable(systemMap))) {
            IsfWriter.write(symbols, target, "nodemem " + Version.number());
        }
        return ExitStatus.FINE;
    }
}
