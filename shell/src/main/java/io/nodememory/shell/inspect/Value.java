package io.nodememory.shell.inspect;

import io.nodememory.kernel.inspect.Item;
import io.nodememory.query.Cancellation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The value of an expression. */
sealed interface Value {
    /** A typed object in the kernel's memory. */
    record Memory(Item item) implements Value {}

    /** A number, or an address without a type. */
    record Address(long value) implements Value {}

    /**
     * The elements of a list.
     *
     * @param damage why elements may be missing; empty if none are
     */
    record Elements(List<Item> items, Optional<String> damage) implements Value {}

    /** Text for display only: a dump, a listing of instructions. */
    record Listing(Writer writer) implements Value {
        /** Writes the text. */
        interface Writer {
            void write(Appendable out, Cancellation cancellation) throws IOException;
        }
    }
}
