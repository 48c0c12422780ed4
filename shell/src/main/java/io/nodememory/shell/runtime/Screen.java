package io.nodememory.shell.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The device that shows text.
 *
 * @param terminal whether the device is a terminal; lines are then cut to its width
 * @param width in character cells, valid for a terminal only
 * @param colour whether ANSI styles are allowed
 */
public record Screen(boolean terminal, int width, boolean colour) {
    /** A file or a pipe: nothing is cut, nothing is styled. */
    public static final Screen PLAIN = new Screen(false, Integer.MAX_VALUE, false);

    private static final int USUAL_WIDTH = 80;

    /** Standard output as the launcher describes it; without the launcher, as /proc and COLUMNS describe it. */
    public static Screen standardOutput() {
        String columns = System.getProperty("nodemem.columns");
        if (columns == null) {
            String exported = System.getenv("COLUMNS");
            return isTerminal(1) ? terminal(exported == null ? USUAL_WIDTH : parse(exported)) : PLAIN;
        }
        return columns.isEmpty() ? PLAIN : terminal(parse(columns));
    }

    /** True if standard error is a terminal, so that progress can be drawn there. */
    public static boolean standardErrorIsTerminal() {
        String progress = System.getProperty("nodemem.progress");
        return progress == null ? isTerminal(2) : Boolean.parseBoolean(progress);
    }

    /** True if a person types. */
    public static boolean standardInputIsTerminal() {
        String input = System.getProperty("nodemem.input");
        return input == null ? isTerminal(0) : Boolean.parseBoolean(input);
    }

    private static boolean isTerminal(int fileDescriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fileDescriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    public static Screen terminal(int width) {
        return new Screen(true, width, colourWanted());
    }

    /** NO_COLOR (any value but empty) and a dumb terminal turn colours off. */
    public static boolean colourWanted() {
        String noColor = System.getenv("NO_COLOR");
        return (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    private static int parse(String columns) {
        try {
            int width = Integer.parseInt(columns);
            return width > 0 ? width : USUAL_WIDTH;
        } catch (NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }

    /** The text in a style, if this screen has styles. */
    public String paint(Style style, String text) {
        return colour ? style.on + text + Style.OFF : text;
    }

    /** The few styles in use: restraint keeps evidence readable on any background. */
    public enum Style {
        BOLD("\u001b[1m"),
        DIM("\u001b[2m"),
        RED("\u001b[31m"),
        GREEN("\u001b[32m"),
        CYAN("\u001b[36m");

        private static final String OFF = "\u001b[0m";
        private final String on;

        Style(String on) {
            this.on = on;
        }
    }
}
