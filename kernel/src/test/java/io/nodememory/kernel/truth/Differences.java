package io.nodememory.kernel.truth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Collects where rows and truth differ, so that one run shows all of it. */
final class Differences {
    private final List<String> list = new ArrayList<>();
    private int compared;

    void compare(String what, Object expected, Object actual) {
        compared++;
        if (!Objects.equals(expected, actual)) {
            list.add("%s: /proc says <%s>, the image says <%s>".formatted(what, expected, actual));
        }
    }

    /** Compares without regard to order and names only the lines that one side has more of. */
    void compareLines(String what, Collection<String> expected, Collection<String> actual) {
        compared += expected.size();
        List<String> missing = new ArrayList<>(expected);
        List<String> invented = new ArrayList<>();
        actual.forEach(line -> {
            if (!missing.remove(line)) {
                invented.add(line);
            }
        });
        missing.forEach(line -> list.add("%s: only /proc has <%s>".formatted(what, line)));
        invented.forEach(line -> list.add("%s: only the image has <%s>".formatted(what, line)));
    }

    void add(String what) {
        list.add(what);
    }

    List<String> list() {
        return list;
    }

    int compared() {
        return compared;
    }
}
