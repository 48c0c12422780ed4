package io.nodememory.kernel.truth;

import java.util.ArrayList;
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
