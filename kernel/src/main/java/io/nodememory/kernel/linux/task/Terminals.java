package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.object.KernelObject;
import java.util.Optional;

/** Controlling terminals. */
public final class Terminals {
    private Terminals() {}

    /** The name of the controlling terminal below {@code /dev}: {@code ttyS0}, {@code pts/0}. */
    public static Optional<String> of(KernelObject task) {
        return task.follow("signal").flatMap(signal -> signal.follow("tty")).map(tty -> {
            String name = tty.text("name");
            return name.startsWith("pts") && !name.contains("/") ? "pts/" + name.substring(3) : name;
        });
    }
}
