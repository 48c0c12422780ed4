package io.nodememory.kernel.symbols.kallsyms;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The compressed names of kallsyms, found backwards from the token table: {@code kallsyms_num_syms}, {@code kallsyms_names} and
 * {@code kallsyms_markers} follow each other in every kernel (scripts/kallsyms.c). The markers prove the other two, and they show
 * whether lengths may take two bytes (since 6.1, and in stable trees with that change).
 *
 * @param countAt the position of {@code kallsyms_num_syms}
 * @param longLengths whether the top bit of a length means that a second byte follows
 */
record KallsymsNames(int countAt, int count, int namesAt, boolean longLengths) {
    /** The most bytes of a name: its two length bytes and KSYM_NAME_LEN tokens. */
    private static final int MAX_NAME = 514;

    static Optional<KallsymsNames> before(ByteBuffer memory, TokenTable tokens) {
        return Markers.before(memory, tokens.start(), markers -> before(memory, markers));
    }

    private static Optional<KallsymsNames> before(ByteBuffer memory, Markers markers) {
        int latest = markers.at() - markers.last(memory);
        int earliest = Math.max(8, latest - Markers.STEP * MAX_NAME);
        for (int namesAt = latest & -4; namesAt >= earliest; namesAt -= 4) {
            // The labels are aligned to 8 bytes, and to 4 bytes in 7.x.
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

    /** Whether every marker points to its name, and the names end where the markers start. */
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

    /** The position of the tokens of the name at {@code at}. */
    int tokens(ByteBuffer memory, int at) {
        return longLengths && memory.get(at) < 0 ? at + 2 : at + 1;
    }

    /** The end of the name at {@code at}. */
    int end(ByteBuffer memory, int at) {
        int length = Byte.toUnsignedInt(memory.get(at));
        if (longLengths && length >= 0x80) {
            return at + 2 + ((length & 0x7f) | Byte.toUnsignedInt(memory.get(at + 1)) << 7);
        }
        return at + 1 + length;
    }
}
