package io.nodememory.kernel.linux.text;

import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.util.Arrays;
import java.util.List;

/**
 * Checks whether the code at the place of an alternative is code that the kernel writes there.
 *
 * <p>That is the code of the build or one of its replacements, with relocated displacements and with no-operations as
 * padding. Source: {@code apply_alternatives}, arch/x86/kernel/alternative.c.
 */
final class AlternativeCode {
    /** Other reasons why a byte of the place may differ from the build. */
    interface Other {
        /**
         * Returns how many bytes from this offset of the text on are explained by another entry of the kernel's tables;
         * 0 for none.
         */
        int explained(int offset, Site within);
    }

    private static final int CALL = 0xe8;
    private static final int JUMP = 0xe9;
    private static final int SHORT_JUMP = 0xeb;
    private static final int BRANCH_LENGTH = 5;
    private static final int SHORT_LENGTH = 2;

    /** {@code call *disp32(%rip)}; the form with an absolute address is one byte longer. */
    private static final int THROUGH_LENGTH = 6;

    /**
     * Call depth tracking calls a point in the padding in front of a function; this is the longest padding, in bytes.
     */
    private static final int MOST_PADDING = 16;

    private static final int LONGEST_NOP = 15;
    private static final byte NOP = (byte) 0x90;

    private final KernelText text;
    private final byte[] found;
    private final int shift;
    private final CallTargets targets;
    private final Other other;

    /** @param shift the KASLR offset of the kernel */
    AlternativeCode(KernelText text, byte[] found, int shift, CallTargets targets, Other other) {
        this.text = text;
        this.found = found;
        this.shift = shift;
        this.targets = targets;
        this.other = other;
    }

    boolean isApplied(Site site) {
        List<Site> same = text.sites().covering(site.offset()).stream()
                .filter(s -> s.kind() == PatchKind.ALTERNATIVE && s.offset() == site.offset())
                .toList();
        // Where several alternatives stand at one place, the kernel fills the longest one
        int end = same.stream().mapToInt(Site::end).max().orElse(site.end());
        if (end > found.length) {
            return false;
        }
        byte[] original = Arrays.copyOfRange(text.bytes(), site.offset(), end);
        if (isDirectCall(original, site.offset(), end) || matches(original, site, 0, true)) {
            return true;
        }
        long place = text.start() + site.offset();
        return same.stream().anyMatch(entry -> {
            byte[] wanted = new byte[end - site.offset()];
            Arrays.fill(wanted, NOP);
            System.arraycopy(text.replacements(), entry.target(), wanted, 0, Math.min(entry.replaced(), wanted.length));
            return matches(wanted, site, text.replacementsStart() + entry.target() - place, false);
        });
    }

    /**
     * Returns whether an indirect call was replaced by a direct call to the pointer's target, or by no-operations where
     * the target does nothing.
     */
    boolean isDirectCall(byte[] original, int from, int to) {
        if (original.length < THROUGH_LENGTH || (original[0] & 0xff) != 0xff) {
            return false;
        }
        boolean relative = (original[1] & 0xff) == 0x15;
        boolean absolute = (original[1] & 0xff) == 0x14 && original.length > THROUGH_LENGTH;
        if (relative && Nops.fill(found, from, to)) {
            long pointer = text.start() + from + THROUGH_LENGTH + LittleEndian.getInt(original, 2);
            return targets.isNothing(pointer);
        }
        return (relative || absolute)
                && u8(from) == CALL
                && targets.isHonest(target(from))
                && Nops.fill(found, from + BRANCH_LENGTH, to);
    }

    private long target(int at) {
        return text.start() + shift + at + BRANCH_LENGTH + LittleEndian.getInt(found, at + 1);
    }

    /** @param moved the address for which the wanted code was linked, minus the address of the place */
    private boolean matches(byte[] wanted, Site site, long moved, boolean original) {
        int at = 0;
        while (at < wanted.length) {
            int next = Arrays.mismatch(
                    wanted, at, wanted.length, found, site.offset() + at, site.offset() + wanted.length);
            if (next < 0) {
                return true;
            }
            at += next;
            int explained = distance(wanted, site, at, (int) moved);
            if (explained == 0) {
                explained = nothing(wanted, site, at);
            }
            if (explained == 0) {
                explained = branch(wanted, site, at, moved);
            }
            if (explained == 0 && original) {
                explained = other.explained(site.offset() + at, site);
            }
            if (explained == 0) {
                return false;
            }
            at += explained;
        }
        return true;
    }

    /**
     * Returns the number of bytes up to the end of a displacement that differs only by the move of the code or by the
     * KASLR offset.
     */
    private int distance(byte[] wanted, Site site, int at, int moved) {
        for (int from = Math.max(0, at - 3); from <= at && from + 4 <= wanted.length; from++) {
            int change = LittleEndian.getInt(found, site.offset() + from) - LittleEndian.getInt(wanted, from);
            int beyond = change - moved;
            boolean shifted = beyond == 0 || beyond == shift || beyond == -shift || change == shift || change == -shift;
            boolean padded = beyond < 0
                    && beyond >= -MOST_PADDING
                    && from > 0
                    && (wanted[from - 1] & 0xff) == CALL
                    && u8(site.offset() + from - 1) == CALL;
            if (change != 0 && (shifted || padded)) {
                return from + 4 - at;
            }
        }
        return 0;
    }

    /**
     * Returns the number of bytes up to the end of a run of no-operations that use another encoding than the wanted
     * ones.
     */
    private int nothing(byte[] wanted, Site site, int at) {
        for (int from = Math.max(0, at - LONGEST_NOP + 1); from <= at; from++) {
            int end = from;
            int length = Nops.length(wanted, end, wanted.length);
            while (length > 0) {
                end += length;
                if (end > at && Nops.fill(found, site.offset() + from, site.offset() + end)) {
                    return end - at;
                }
                length = Nops.length(wanted, end, wanted.length);
            }
        }
        return 0;
    }

    /**
     * Returns the number of bytes up to the end of a branch that was shortened, or whose call to a guarding thunk was
     * replaced.
     */
    private int branch(byte[] wanted, Site site, int at, long moved) {
        for (int from = Math.max(0, at - BRANCH_LENGTH + 1); from <= at; from++) {
            int end = from + BRANCH_LENGTH;
            if (end > wanted.length || ((wanted[from] & 0xff) != JUMP && (wanted[from] & 0xff) != CALL)) {
                continue;
            }
            long linked = text.start() + site.offset() + moved + end + LittleEndian.getInt(wanted, from + 1);
            int begin = site.offset() + from;
            int behind = site.offset() + end;
            boolean same = (wanted[from] & 0xff) == JUMP
                    && u8(begin) == SHORT_JUMP
                    && text.start() + begin + SHORT_LENGTH + found[begin + 1] == linked
                    && (Nops.breakpoints(found, begin + SHORT_LENGTH, behind)
                            || Nops.fill(found, begin + SHORT_LENGTH, behind));
            if (same || (targets.isGuard(linked) && isUnguarded(begin, behind))) {
                return end - at;
            }
        }
        return 0;
    }

    private boolean isUnguarded(int from, int to) {
        int first = u8(from);
        return IndirectBranches.isBranch(found, from, to)
                || IndirectBranches.isReturn(found, from, to)
                || ((first == CALL || first == JUMP)
                        && (targets.isHonest(target(from)) || targets.isThunk(target(from))));
    }

    private int u8(int at) {
        return found[at] & 0xff;
    }
}
