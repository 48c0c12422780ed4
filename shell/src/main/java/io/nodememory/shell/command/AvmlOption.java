package io.nodememory.shell.command;

import io.nodememory.capture.avml.AvmlBinary;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Microsoft's AVML as the reader. */
final class AvmlOption {
    private static final String ON_NODE = "node:";

    @Option(
            names = "--avml",
            paramLabel = "FILE|URL|node:PATH",
            description =
                    "Let AVML read all RAM: a file here, a URL with --avml-sha256, or one that is on the node or in the"
                            + " pod's image. Its stream comes here; nothing goes to the node's disk.")
    private String where;

    @Option(names = "--avml-sha256", paramLabel = "HEX", description = "What AVML's program must be.")
    private String sha256;

    boolean given() {
        return where != null;
    }

    /** Null without. */
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
