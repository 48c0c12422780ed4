package io.nodememory.capture.avml;

import io.nodememory.kernel.BadInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of AVML, as {@code --version} prints it: {@code avml 0.20.0}. */
record AvmlVersion(int major, int minor, String text) {
    private static final Pattern VERSION = Pattern.compile("\\bavml (\\d{1,4})\\.(\\d{1,4})(\\.\\d{1,6})?");

    /** @throws BadInputException if the output is not that of AVML */
    static AvmlVersion of(String said) {
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new BadInputException(
                    "the program for AVML on the node is not AVML: its --version says '%s'".formatted(said.strip()));
        }
        return new AvmlVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)), version.group());
    }

    /** The words before the options: AVML has subcommands since version 0.19. */
    String command() {
        return major > 0 || minor >= 19 ? "acquire" : "";
    }
}
