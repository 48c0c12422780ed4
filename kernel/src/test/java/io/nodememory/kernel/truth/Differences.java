package io.nodememory.kernel.truth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Collects the differences between rows and truth, so that one run reports all of them. */
final class Differences {
    private final List<String> list = new ArrayList<>();
    private int compared;

    void compare(String what, Object expected, Object actual) {
        compared++;
        if (!Objects.equals(expected, actual)) {
            list.add("%s: /proc says <%s>, the image says <%s>".formatted(what, expected, actual));
        }
    }

    /** Compares without regard to order and reports only the lines that one side has more often. */
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
