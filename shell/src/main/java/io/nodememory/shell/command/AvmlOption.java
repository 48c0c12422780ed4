package io.nodememory.shell.command;

import io.nodememory.capture.avml.AvmlBinary;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options for Microsoft's AVML as the reader of memory. */
final class AvmlOption {
    private static final String ON_NODE = "node:";

    @Option(
            names = "--avml",
            paramLabel = "FILE|URL|node:PATH",
            description =
                    "Read all RAM with AVML: a local file, a URL with --avml-sha256, or a path on the node or in the"
                            + " pod's image. AVML sends its stream here and writes nothing to the node's disk.")
    private String where;

    @Option(names = "--avml-sha256", paramLabel = "HEX", description = "The expected SHA-256 of AVML.")
    private String sha256;

    boolean given() {
        return where != null;
    }

    /** The program, null without the option. */
    AvmlBinary binary() {
        if (where == null) {
            return null;
        } else if (where.startsWith(ON_NODE)) {
            return AvmlBinary.onNode(where.substring(ON_NODE.length()));
        } else if (where.matches("https?://.*")) {
            return AvmlBinary.download(where, sha256);
        }
        return AvmlBinary.file(Path.of(where), sha256);
    }
}
