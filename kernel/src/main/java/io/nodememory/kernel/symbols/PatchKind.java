package io.nodememory.kernel.symbols;

import java.util.Arrays;
import java.util.Optional;

/** The reasons for which the kernel changes its own code while it starts or runs, each with its number in files. */
public enum PatchKind {
    /** {@code .altinstructions}: instructions selected by the processor's features. */
    ALTERNATIVE(0),
    /** {@code .smp_locks}: LOCK prefixes, which a machine with one processor does not need. */
    LOCK(1),
    /** {@code __mcount_loc}: no-operations that ftrace turns into calls. */
    FTRACE(2),
    /** {@code __jump_table}: static keys, each a jump or a no-operation. */
    JUMP_LABEL(3),
    /** {@code .static_call_sites} and the trampolines {@code __SCT__…}: calls whose target changes. */
    STATIC_CALL(4),
    /** {@code .retpoline_sites}: indirect calls and jumps. */
    RETPOLINE(5),
    /** {@code .return_sites}: returns. */
    RETURN(6),
    /** {@code .ibt_endbr_seal}: ENDBR64 in functions that have no indirect calls. */
    ENDBR(7),
    /** {@code runtime_ptr_…}, {@code runtime_shift_…}, {@code runtime_mask_…}: constants that are fixed during boot. */
    CONSTANT(8),
    /** {@code .parainstructions}, before 6.8: calls through {@code pv_ops}. */
    PARAVIRT(9);

    private final int number;

    PatchKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Optional<PatchKind> of(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }
}
