package io.nodememory.shell.command;

import picocli.CommandLine.Command;

/** {@code nodemem symbols}: symbols of kernels. */
@Command(
        name = "symbols",
        description =
                "Builds, compares, finds and lists symbols of kernels, describes symbol files, and manages the cache.",
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
public final class SymbolsCommand extends CommandGroup {
    public SymbolsCommand() {
        super("symbols");
    }
}
