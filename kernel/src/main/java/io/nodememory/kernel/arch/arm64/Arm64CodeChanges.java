package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.arch.spec.CodeChanges;
import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.util.OptionalLong;

/**
 * Every change is of whole instructions: alternatives (arch/arm64/kernel/alternative.c), static keys (jump_label.c), calls of
 * ftrace (ftrace.c), breakpoints of kprobes (probes/kprobes.c), and addresses in literal pools, which KASLR moves.
 */
final class Arm64CodeChanges implements CodeChanges {
    private static final int INSTRUCTION = 4;
    private static final int NOP = 0xd503_201f;
    /** {@code mov x9, x30}: the first of the two no-operations of a traced function, from the start on. */
    private static final int SAVE_RETURN = 0xaa1e_03e9;

    private static final Change UNKNOWN = new Change(INSTRUCTION, true, null);
    private static final Change USUAL = new Change(INSTRUCTION, false, null);

    private final KernelText text;
    private final byte[] found;
    private final long shift;
    private final Targets targets;

    Arm64CodeChanges(KernelText text, byte[] found, long shift, Targets targets) {
        this.text = text;
        this.found = found;
        this.shift = shift;
        this.targets = targets;
    }

    @Override
    public Change explain(int offset) {
        int at = offset & -INSTRUCTION;
        Change change = instruction(at);
        // The instruction may begin before the byte that differs.
        return new Change(Math.max(1, change.length() - (offset - at)), change.reported(), change.cause());
    }

    private Change instruction(int at) {
        if (at + INSTRUCTION > found.length) {
            return UNKNOWN;
        }
        int now = LittleEndian.getInt(found, at);
        int expected = LittleEndian.getInt(text.bytes(), at);
        if (Instructions.isBreakpoint(now)) {
            return targets.isProbed(address(at)) ? new Change(INSTRUCTION, true, "kprobe") : UNKNOWN;
        } else if (expected == NOP && now == SAVE_RETURN) {
            return USUAL;
        } else if (expected == NOP && isTraced(at, now)) {
            return new Change(INSTRUCTION, true, "ftrace");
        }
        for (Site site : text.sites().covering(at)) {
            if (isKernels(site, at, now)) {
                return USUAL;
            }
        }
        int literal = literal(at);
        return literal > 0 ? new Change(literal, false, null) : UNKNOWN;
    }

    private long address(int at) {
        return text.start() + shift + at;
    }

    /** A call behind the instruction that saves the return address. */
    private boolean isTraced(int at, int now) {
        OptionalLong distance = Instructions.call(now);
        return distance.isPresent()
                && at >= INSTRUCTION
                && LittleEndian.getInt(found, at - INSTRUCTION) == SAVE_RETURN
                && targets.isHonest(address(at) + distance.getAsLong());
    }

    private boolean isKernels(Site site, int at, int now) {
        if (site.kind() == PatchKind.JUMP_LABEL) {
            OptionalLong distance = Instructions.branch(now);
            return now == NOP || (distance.isPresent() && at + distance.getAsLong() == site.target());
        }
        if (site.kind() == PatchKind.CONSTANT) {
            return Instructions.isSameButImmediate(LittleEndian.getInt(text.bytes(), at), now);
        }
        return site.kind() == PatchKind.ALTERNATIVE
                && (site.replaced() == 0 ? isMade(at, now) : isReplaced(site, at, now));
    }

    /** An instruction that a function of the kernel made at the start (ALTERNATIVE_CB): it stays in the kernel's code. */
    private boolean isMade(int at, int now) {
        OptionalLong branch = Instructions.branch(now);
        OptionalLong distance = branch.isPresent() ? branch : Instructions.call(now);
        return distance.isEmpty()
                ? !Instructions.isIndirectBranch(now)
                : targets.isKernel(address(at) + distance.getAsLong());
    }

    /** An instruction of the replacement, with its distance moved along (get_alt_insn), or a no-operation behind its end. */
    private boolean isReplaced(Site site, int at, int now) {
        int within = at - site.offset();
        if (within >= site.replaced()) {
            return now == NOP;
        }
        int from = site.target() + within;
        if (from < 0 || from + INSTRUCTION > text.bytes().length) {
            return false;
        }
        int wanted = LittleEndian.getInt(text.bytes(), from);
        if (now == wanted) {
            return true;
        }
        OptionalLong leads = Instructions.target(wanted, text.start() + from);
        OptionalLong goes = Instructions.target(now, text.start() + at);
        return leads.isPresent() && leads.equals(goes) && Instructions.isSameButDistance(wanted, now);
    }

    /** Literals of KVM's own code have addresses of its own page tables (kvm_apply_hyp_relocations). */
    private boolean isHypervisors(int at, long value) {
        return value >= 0 && targets.isBetween(address(at), "__hyp_idmap_text_start", "__hyp_text_end");
    }

    /** Bytes of an address of 8 bytes in a literal pool: the linked one or none in the file, the running one in memory. */
    private int literal(int at) {
        for (int start : new int[] {at, at - INSTRUCTION}) {
            if (start < 0 || start + Long.BYTES > found.length || start % Long.BYTES != 0) {
                continue;
            }
            long now = LittleEndian.getLong(found, start);
            long expected = LittleEndian.getLong(text.bytes(), start);
            boolean address = now - expected == shift || targets.isBetween(now, "_text", "_end");
            if (address || (expected == 0 && isHypervisors(start, now))) {
                return start + Long.BYTES - at;
            }
        }
        return 0;
    }
}
