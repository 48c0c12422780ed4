package io.nodememory.shell.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The functions of the typed view, with their texts for completion and help. */
public enum ViewFunction {
    STRUCT("struct", "struct('task_struct', 0xffff…)", "The struct at an address; members follow with dots."),
    SYMBOL("symbol", "symbol(0xffff…), symbol('init_task')", "The symbol around an address; a variable by its name."),
    READ("read", "read(0xffff…, 256)", "Bytes of the kernel's memory, in hexadecimal and ASCII."),
    DISASM("disasm", "disasm('schedule', 20)", "Instructions from an address or a function; 20 by default."),
    LIST_FOR_EACH(
            "list_for_each",
            "list_for_each('modules', 'module', 'list')",
            "The structs of a list, by its head, the struct and the linking member; members follow with dots.");

    private final String word;
    private final String usage;
    private final String help;

    ViewFunction(String word, String usage, String help) {
        this.word = word;
        this.usage = usage;
        this.help = help;
    }

    /** The name as written. */
    public String word() {
        return word;
    }

    public String usage() {
        return usage;
    }

    public String help() {
        return help;
    }

    /** The function with this name. */
    public static Optional<ViewFunction> of(String word) {
        return Arrays.stream(values())
                .filter(function -> function.word.equals(word))
                .findFirst();
    }

    /** Returns whether a line is an expression of the typed view: one of these names, then a bracket. */
    public static boolean begins(String line) {
        String text = line.stripLeading();
        return Arrays.stream(values())
                .anyMatch(function -> text.startsWith(function.word)
                        && text.substring(function.word.length()).stripLeading().startsWith("("));
    }

    /** All names. */
    public static List<ViewFunction> all() {
        return List.of(values());
    }
}
