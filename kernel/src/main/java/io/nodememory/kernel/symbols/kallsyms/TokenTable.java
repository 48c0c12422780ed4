package io.nodememory.kernel.symbols.kallsyms;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The 256 strings of which kallsyms composes names ({@code kallsyms_token_table}), followed by the {@code u16} position of each
 * ({@code kallsyms_token_index}). A character that occurs in names stands for itself, so the digits lie side by side in every
 * kernel's table. A search for them finds the table, and the index must fit the strings.
 */
final class TokenTable {
    private static final int TOKENS = 256;

    /** The alignment of the parts of the table: 8 bytes, or 4 bytes in 7.x. */
    private static final int[] ALIGNMENTS = {8, 4};

    /** The most bytes of a table; real tables have about 1 KiB. */
    private static final int MAX_TABLE = 4 * 1024;

    private final byte[] strings;
    private final int[] starts;
    private final int start;
    private final int end;

    private TokenTable(byte[] strings, int[] starts, int start, int end) {
        this.strings = strings;
        this.starts = starts;
        this.start = start;
        this.end = end;
    }

    /** The first table at or after {@code from} in {@code memory}. */
    static Optional<TokenTable> find(ByteBuffer memory, int from) {
        for (int at = from; at < memory.limit() - 20; at++) {
            if (memory.get(at) == '0' && digits(memory, at)) {
                Optional<TokenTable> table = around(memory, at);
                if (table.isPresent()) {
                    return table;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean digits(ByteBuffer memory, int at) {
        for (int i = 0; i < 10; i++) {
            if (memory.get(at + 2 * i) != '0' + i || memory.get(at + 2 * i + 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Finds the start of a table by the index after it, because bytes before the table may look like one more string. */
    private static Optional<TokenTable> around(ByteBuffer memory, int zeroDigit) {
        int at = zeroDigit;
        for (int token = '0'; token < TOKENS; token++) {
            while (at < memory.limit() && at - zeroDigit < MAX_TABLE && memory.get(at) != 0) {
                at++;
            }
            at++;
        }
        for (int alignment : ALIGNMENTS) {
            int entry = align(at, alignment) + 2 * '0';
            if (entry + 2 <= memory.limit()) {
                int start = zeroDigit - Short.toUnsignedInt(memory.getShort(entry));
                Optional<TokenTable> table = start >= 0 ? at(memory, start, alignment) : Optional.empty();
                if (table.isPresent()) {
                    return table;
                }
            }
        }
        return Optional.empty();
    }

    /** The table at {@code start}, if the index after its strings fits them. */
    private static Optional<TokenTable> at(ByteBuffer memory, int start, int alignment) {
        int[] starts = new int[TOKENS + 1];
        int at = start;
        for (int token = 0; token < TOKENS; token++) {
            starts[token] = at - start;
            while (at < memory.limit() && at - start < MAX_TABLE && memory.get(at) != 0) {
                at++;
            }
            if (at >= memory.limit() || at - start >= MAX_TABLE) {
                return Optional.empty();
            }
            at++;
        }
        starts[TOKENS] = at - start;
        int index = align(at, alignment);
        if (index + 2 * TOKENS > memory.limit()) {
            return Optional.empty();
        }
        for (int token = 0; token < TOKENS; token++) {
            if (Short.toUnsignedInt(memory.getShort(index + 2 * token)) != starts[token]) {
                return Optional.empty();
            }
        }
        byte[] strings = new byte[at - start];
        memory.get(start, strings);
        return Optional.of(new TokenTable(strings, starts, start, index + 2 * TOKENS));
    }

    static int align(int position, int to) {
        return (position + to - 1) / to * to;
    }

    /** The position of the strings in the searched memory. */
    int start() {
        return start;
    }

    /** The end of the index. */
    int end() {
        return end;
    }

    /** Appends a token's characters to {@code target} from {@code position}; returns the new end, or -1 if it is full. */
    int append(int token, byte[] target, int position) {
        int length = starts[token + 1] - 1 - starts[token];
        if (length > target.length - position) {
            return -1;
        }
        System.arraycopy(strings, starts[token], target, position, length);
        return position + length;
    }
}
