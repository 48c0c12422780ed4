package io.nodememory.kernel.symbols.kallsyms;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** The kallsyms table in a kernel's memory, decoded in place: the contents of {@code /proc/kallsyms} without modules. */
public final class KallsymsTable {
    /** The most characters of a name: KSYM_NAME_LEN since 6.1, and the type letter. */
    private static final int MAX_NAME = 513;

    /** The most token tables to try. A kernel has one; crafted memory may have thousands, and each costs a search for names. */
    private static final int MAX_TABLES = 32;

    private final ByteBuffer memory;
    private final TokenTable tokens;
    private final KallsymsNames names;
    private final KallsymsAddresses addresses;

    private KallsymsTable(ByteBuffer memory, TokenTable tokens, KallsymsNames names, KallsymsAddresses addresses) {
        this.memory = memory;
        this.tokens = tokens;
        this.names = names;
        this.addresses = addresses;
    }

    /**
     * Finds the table by its structure.
     *
     * @param content consecutive kernel memory that includes read-only data
     * @param start the virtual address of its first byte, a multiple of 8
     */
    public static Optional<KallsymsTable> find(ByteBuffer content, long start) {
        ByteBuffer memory = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        Optional<TokenTable> tokens = TokenTable.find(memory, 0);
        for (int tried = 0; tokens.isPresent() && tried < MAX_TABLES; tried++) {
            Optional<KallsymsTable> table = around(memory, start, tokens.get());
            if (table.isPresent()) {
                return table;
            }
            tokens = TokenTable.find(memory, tokens.get().end());
        }
        return Optional.empty();
    }

    private static Optional<KallsymsTable> around(ByteBuffer memory, long start, TokenTable tokens) {
        return KallsymsNames.before(memory, tokens)
                .flatMap(names -> KallsymsAddresses.beside(memory, start, names, tokens)
                        .map(addresses -> new KallsymsTable(memory, tokens, names, addresses)));
    }

    /** The number of symbols. */
    public int count() {
        return names.count();
    }

    /** The form of the addresses and names in this kernel, for display. */
    public String form() {
        return addresses.getClass().getSimpleName() + (names.longLengths() ? ", long names" : "");
    }

    /**
     * All symbols in the order of the table, which is by ascending address.
     *
     * @throws BadInputException if a name is longer than a kernel allows
     */
    public void decode(Consumer<KallsymsEntry> entries) {
        byte[] name = new byte[MAX_NAME];
        int at = names.namesAt();
        for (int i = 0; i < names.count(); i++) {
            int end = names.end(memory, at);
            int length = 0;
            for (int token = names.tokens(memory, at); token < end; token++) {
                length = tokens.append(Byte.toUnsignedInt(memory.get(token)), name, length);
                if (length < 0) {
                    throw new BadInputException("kallsyms name %d is longer than %d characters".formatted(i, MAX_NAME));
                }
            }
            if (length > 1) {
                String text = new String(name, 1, length - 1, StandardCharsets.UTF_8);
                entries.accept(
                        new KallsymsEntry(addresses.get(memory, i), (char) (name[0] & 0xff), text, Optional.empty()));
            }
            at = end;
        }
    }
}
