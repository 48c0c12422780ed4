package io.nodememory.shell.inspect;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The functions of the typed view, with what completion and help say of them. */
public enum ViewFunction {
    STRUCT("struct", "struct('task_struct', 0xffff…)", "The struct at an address; members follow with dots."),
    SYMBOL("symbol", "symbol(0xffff…), symbol('init_task')", "The symbol around an address; a variable by its name."),
    READ("read", "read(0xffff…, 256)", "Bytes of the kernel's memory, in hexadecimal and ASCII."),
    DISASM("disasm", "disasm('schedule', 20)", "Instructions from an address or a function on; 20 unless told."),
    LIST_FOR_EACH(
            "list_for_each",
            "list_for_each('modules', 'module', 'list')",
            "The structs in a list: its head, the struct, the member that links them; members follow with dots.");

    private final String word;
    private final String usage;
    private final String help;

    ViewFunction(String word, String usage, String help) {
        this.word = word;
        this.usage = usage;
        this.help = help;
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    public String usage() {
        return usage;
    }

    public String help() {
        return help;
    }

    /** The function of that name. */
    public static Optional<ViewFunction> of(String word) {
        return Arrays.stream(values())
                .filter(function -> function.word.equals(word))
                .findFirst();
    }

    /** Whether a line is an expression of the typed view: it begins with one of these names and a bracket. */
    public static boolean begins(String line) {
        String text = line.stripLeading();
        return Arrays.stream(values())
                .anyMatch(function -> text.startsWith(function.word)
                        && text.substring(function.word.length()).stripLeading().startsWith("("));
    }

    /** All words. */
    public static List<ViewFunction> all() {
        return List.of(values());
    }
}
