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
                "Makes a symbol file (ISF 6.2, as Volatility 3 reads it too) of a vmlinux with debug information, or of BTF and"
                        + " a list of symbols.",
        footer = {
            "  nodemem symbols build /usr/lib/debug/boot/vmlinux-6.1.0-54-cloud-amd64 -o symbols.json.xz",
            "  nodemem symbols build vmlinux --system-map System.map -o symbols.json",
            "  nodemem symbols build /sys/kernel/btf/vmlinux --system-map /proc/kallsyms -o this-node.json.xz"
        })
public final class SymbolsBuildCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "VMLINUX",
            description = "The kernel with DWARF debug information, or with BTF; or BTF alone.")
    private Path vmlinux;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "FILE",
            description = "The file to write; compressed where its name ends in .xz or .gz.")
    private Path target;

    @Option(
            names = "--system-map",
            paramLabel = "FILE",
            description =
                    "The kernel's System.map, or its /proc/kallsyms while it runs, whose addresses come before those of the"
                            + " symbol table.")
    private Path systemMap;

    @Override
    public Integer call() {
        try (Symbols symbols = SymbolFiles.read(vmlinux, Optional.ofNullable(systemMap))) {
            IsfWriter.write(symbols, target, "nodemem " + Version.number());
        }
        return ExitStatus.FINE;
    }
}
