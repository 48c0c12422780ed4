package io.nodememory.shell.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nodemem symbols}: symbols of kernels. */
@Command(
        name = "symbols",
        description =
                "Makes, compares, finds and lists symbols of kernels, tells about symbol files, and keeps the cache.",
        footer = {
            "  nodemem symbols build vmlinux -o vmlinux.json.xz",
            "  nodemem symbols info vmlinux.json.xz",
            "  nodemem symbols compare ours.json.xz theirs.json.xz",
            "  nodemem symbols find node.avml",
            "  nodemem symbols list node.avml --match '^tcp4_seq'",
            "  nodemem symbols cache list"
        },
        subcommands = {
            SymbolsBuildCommand.class,
            SymbolsInfoCommand.class,
            SymbolsCompareCommand.class,
            SymbolsFindCommand.class,
            SymbolsListCommand.class,
            SymbolsCacheCommand.class
        })
public final class SymbolsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        throw new ParameterException(
                commandLine,
                "say what to do with symbols: "
                        + String.join(", ", commandLine.getSubcommands().keySet()));
    }
}
