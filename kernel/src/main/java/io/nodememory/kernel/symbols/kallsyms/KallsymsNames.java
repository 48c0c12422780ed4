package io.nodememory.kernel.symbols.kallsyms;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The compressed names of kallsyms, found backwards from the token table: {@code kallsyms_num_syms}, {@code kallsyms_names}
 * and {@code kallsyms_markers} follow each other in every kernel (scripts/kallsyms.c). The markers prove the rest, and
 * whether lengths may take two bytes (since 6.1, and in stable trees that took it over).
 *
 * @param countAt where {@code kallsyms_num_syms} lies
 * @param longLengths whether the top bit of a length says that a second byte follows
 */
record KallsymsNames(int countAt, int count, int namesAt, boolean longLengths) {
    /** A name takes at most its two length bytes and KSYM_NAME_LEN tokens. */
    private static final int MAX_NAME = 514;

    static Optional<KallsymsNames> before(ByteBuffer memory, TokenTable tokens) {
        return Markers.before(memory, tokens.start(), markers -> before(memory, markers));
    }

    private static Optional<KallsymsNames> before(ByteBuffer memory, Markers markers) {
        int latest = markers.at() - markers.last(memory);
        int earliest = Math.max(8, latest - Markers.STEP * MAX_NAME);
        for (int namesAt = latest & -4; namesAt >= earliest; namesAt -= 4) {
            // The labels were aligned to 8 bytes, and are to 4 in 7.x.
            int countAt = memory.getInt(namesAt - 4) == 0 ? namesAt - 8 : namesAt - 4;
            int count = memory.getInt(countAt);
            if (count > 0 && count < Markers.MAX_SYMBOLS && Markers.markersFor(count) == markers.count()) {
                for (boolean longLengths : new boolean[] {true, false}) {
                    KallsymsNames names = new KallsymsNames(countAt, count, namesAt, longLengths);
                    if (names.fits(memory, markers)) {
                        return Optional.of(names);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether every marker points at the name it should, and the names end where the markers begin. */
    private boolean fits(ByteBuffer memory, Markers markers) {
        int at = namesAt;
        for (int i = 0; i < count; i++) {
            if (i % Markers.STEP == 0 && markers.get(memory, i / Markers.STEP) != at - namesAt) {
                return false;
            }
            if (at + 1 >= markers.at()) {
                return false;
            }
            at = end(memory, at);
        }
        return at <= markers.at() && markers.at() - at < 8;
    }

    /** Where the tokens of the name at {@code at} begin. */
    int tokens(ByteBuffer memory, int at) {
        return longLengths && memory.get(at) < 0 ? at + 2 : at + 1;
    }

    /** Where the name at {@code at} ends. */
    int end(ByteBuffer memory, int at) {
        int length = Byte.toUnsignedInt(memory.get(at));
        if (longLengths && length >= 0x80) {
            return at + 2 + ((length & 0x7f) | Byte.toUnsignedInt(memory.get(at + 1)) << 7);
        }
        return at + 1 + length;
    }
}
