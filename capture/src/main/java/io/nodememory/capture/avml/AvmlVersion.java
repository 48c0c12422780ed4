package io.nodememory.capture.avml;

import io.nodememory.kernel.BadInputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AVML's version, as {@code --version} says it: {@code avml 0.20.0}. */
record AvmlVersion(int major, int minor, String text) {
    private static final Pattern VERSION = Pattern.compile("\\bavml (\\d{1,4})\\.(\\d{1,4})(\\.\\d{1,6})?");

    /** @throws BadInputException if that is no AVML */
    static AvmlVersion of(String said) {
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new BadInputException(
                    "what is to be AVML does not run on the node as AVML does: its --version says '%s'"
                            .formatted(said.strip()));
        }
        return new AvmlVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)), version.group());
    }

    /** The words before the options: since 0.19 one program has subcommands. */
    String command() {
        return major > 0 || minor >= 19 ? "acquire" : "";
    }
}
