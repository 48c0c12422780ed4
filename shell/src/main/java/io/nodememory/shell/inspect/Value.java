package io.nodememory.shell.inspect;

import io.nodememory.kernel.inspect.Item;
import io.nodememory.query.Cancellation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What an expression stands for. */
sealed interface Value {
    /** Something of a type in the kernel's memory. */
    record Memory(Item item) implements Value {}

    /** A number, or an address that has no type. */
    record Address(long value) implements Value {}

    /**
     * The elements of a list.
     *
     * @param damage why some may be missing, if so
     */
    record Elements(List<Item> items, Optional<String> damage) implements Value {}

    /** What is only to be looked at: a dump, a listing of instructions. */
    record Listing(Writer writer) implements Value {
        /** Writes it. */
        interface Writer {
            void write(Appendable out, Cancellation cancellation) throws IOException;
        }
    }
}
