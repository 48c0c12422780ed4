package io.nodememory.kernel.linux.text;

import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.linux.trace.ProbedPlaces;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * Separates the kernel's own changes of its code from other changes.
 *
 * <p>A change is the kernel's own where its tables announce a patch site and the bytes found are bytes that the kernel
 * writes at such a site.
 */
final class PatchedCode {
    /**
     * The explanation of the bytes at a place.
     *
     * @param length the number of bytes that the explanation covers
     * @param reported whether the change becomes a row
     * @param cause the cause of a reported change: {@code kprobe} or {@code ftrace}; null if unknown
     */
    record Explanation(int length, boolean reported, String cause) {}

    private static final Explanation UNKNOWN = new Explanation(1, true, null);

    private static final int BREAKPOINT = 0xcc;
    private static final int CALL = 0xe8;
    private static final int JUMP = 0xe9;

    /** Length in bytes of a call or jump with a 32-bit displacement. */
    private static final int CALL_LENGTH = 5;

    /**
     * Length in bytes of a kprobe's jump and of the rest of an address whose first byte the jump covers. Without its
     * first byte, that address cannot be recognised as moved by KASLR.
     */
    private static final int LONGEST_PROBE = CALL_LENGTH + 3;

    /**
     * Call depth tracking calls a point in the padding in front of a function; this is the longest padding, in bytes.
     */
    private static final int MOST_PADDING = 16;

    private static final List<byte[]> NATIVE = codes(
            "fa",
            "fb",
            "9c58",
            "0f20d0",
            "0f20d8",
            "0f22df",
            "579d",
            "0f09",
            "0f01f8480f07",
            "0f01f8",
            "4889f8",
            "c60700",
            "31c0");

    /** {@code xor %rax,%rax}, {@code xor %eax,%eax} and {@code movb $0,(%rdi)}, each padded to five bytes. */
    private static final List<byte[]> INSTEAD_OF_CALLS = codes("66664831c0", "2e2e2e31c0", "3e3ec60700");

    /** Size in bytes of {@code hypercall_page}, which Xen fills. */
    private static final int HYPERCALLS = 4096;

    private final Kernel kernel;
    private final KernelText text;
    private final byte[] expected;
    private final byte[] found;
    private final long start;
    private final ProbedPlaces probes;
    private final CallTargets targets;
    private final AlternativeCode alternatives;
    private final long hypercalls;

    PatchedCode(Kernel kernel, KernelText text, byte[] found) {
        this.kernel = kernel;
        this.text = text;
        this.expected = text.bytes();
        this.found = found;
        this.start = text.start() + kernel.shift();
        this.probes = ProbedPlaces.of(kernel);
        this.targets = new KernelCallTargets(kernel);
        this.alternatives = new AlternativeCode(text, found, (int) kernel.shift(), targets, this::otherwise);
        OptionalLong page = kernel.findAddress("hypercall_page");
        this.hypercalls = page.isPresent() ? page.getAsLong() - start : -1;
    }

    private static List<byte[]> codes(String... hexadecimal) {
        return Arrays.stream(hexadecimal).map(HexFormat.of()::parseHex).toList();
    }

    /** Explains the differing byte at an offset. */
    Explanation explain(int at) {
        for (Site site : text.sites().covering(at)) {
            if (site.end() <= found.length && isKernels(site)) {
                int length = site.end() - at;
                boolean traced = site.kind() == PatchKind.FTRACE && !isNothing(site.offset());
                return new Explanation(length, traced, traced ? "ftrace" : null);
            }
        }
        for (int from = Math.max(0, at - LONGEST_PROBE + 1); from <= at; from++) {
            if (probes.contains(start + from) && isProbe(from, at)) {
                return new Explanation(u8(from) == BREAKPOINT ? 1 : from + LONGEST_PROBE - at, true, "kprobe");
            }
        }
        int relocated = relocated(at);
        if (relocated > 0) {
            return new Explanation(relocated, false, null);
        }
        boolean xen = hypercalls >= 0 && at >= hypercalls && at < hypercalls + HYPERCALLS;
        return xen ? new Explanation((int) (hypercalls + HYPERCALLS - at), false, null) : UNKNOWN;
    }

    private int u8(int at) {
        return found[at] & 0xff;
    }

    private boolean isProbe(int from, int at) {
        return u8(from) == BREAKPOINT ? from == at : u8(from) == JUMP && from + LONGEST_PROBE <= found.length;
    }

    /**
     * Returns whether the byte belongs to a number that KASLR or call depth tracking changed. KASLR adds the offset to
     * a 32-bit absolute address and subtracts it from a displacement to the per-CPU area, which lies at 0. Call depth
     * tracking moves the target of a call into the padding of its function.
     *
     * @return the number of bytes up to the end of the number, or 0
     */
    private int relocated(int at) {
        int shift = (int) kernel.shift();
        for (int from = Math.max(0, at - 3); from <= at; from++) {
            if (from + 4 > found.length) {
                break;
            }
            int change = LittleEndian.getInt(found, from) - LittleEndian.getInt(expected, from);
            boolean moved = shift != 0 && (change == shift || change == -shift);
            if (moved || isIntoPadding(from, change)) {
                return from + 4 - at;
            }
        }
        return 0;
    }

    private boolean isIntoPadding(int from, int change) {
        return change < 0
                && change >= -MOST_PADDING
                && from > 0
                && u8(from - 1) == CALL
                && expected[from - 1] == (byte) CALL;
    }

    /** Returns whether the bytes at a patch site are bytes that the kernel writes there. */
    private boolean isKernels(Site site) {
        int at = site.offset();
        int first = u8(at);
        return switch (site.kind()) {
            case ALTERNATIVE -> alternatives.isApplied(site);
            case PARAVIRT -> isParavirtual(site);
            case CONSTANT -> true;
            case LOCK -> first == 0xf0 || first == 0x3e;
            case ENDBR -> Nops.length(found, at, site.end()) == site.length();
            case FTRACE -> isNothing(at) || first == BREAKPOINT || (first == CALL && leadsToHonest(at));
            case JUMP_LABEL -> isJump(site) || isNothing(at) || first == BREAKPOINT;
            case STATIC_CALL -> isBranch(first) ? leadsToHonest(at) : isNoCall(site);
            case RETPOLINE ->
                isBranch(first)
                        ? leadsToHonest(at) || targets.isThunk(target(at))
                        : first == BREAKPOINT || IndirectBranches.isBranch(found, at, site.end());
            case RETURN ->
                first == JUMP
                        ? targets.isKernel(target(at)) && Nops.breakpoints(found, at + CALL_LENGTH, site.end())
                        : IndirectBranches.isReturn(found, at, site.end());
        };
    }

    /** Returns the number of bytes that an entry other than the alternative itself explains. */
    private int otherwise(int at, Site within) {
        return text.sites().covering(at).stream()
                .filter(site -> site.end() <= found.length
                        && (site.kind() != PatchKind.ALTERNATIVE || site.length() < within.length())
                        && isKernels(site))
                .mapToInt(site -> site.end() - at)
                .findFirst()
                .orElse(0);
    }

    /**
     * {@code struct patch_xxl} and similar, arch/x86/kernel/paravirt_patch.c: the code that replaces a call on bare
     * metal.
     */
    private boolean isParavirtual(Site site) {
        int at = site.offset();
        byte[] original = Arrays.copyOfRange(expected, at, site.end());
        if (Nops.fill(found, at, site.end())
                || alternatives.isDirectCall(original, at, site.end())
                || (u8(at) == JUMP && leadsToHonest(at) && Nops.fill(found, at + CALL_LENGTH, site.end()))) {
            return true;
        }
        return NATIVE.stream()
                .anyMatch(code -> code.length <= site.length()
                        && Arrays.equals(code, Arrays.copyOfRange(found, at, at + code.length))
                        && Nops.fill(found, at + code.length, site.end()));
    }

    /**
     * The code that replaces an absent static call, arch/x86/kernel/static_call.c: no-operations, a return, one
     * instruction or a warning.
     */
    private boolean isNoCall(Site site) {
        int at = site.offset();
        int first = u8(at);
        boolean condition = first == 0x0f && u8(at + 1) >> 4 == 8;
        return condition
                ? targets.isHonest(start + at + CALL_LENGTH + 1 + LittleEndian.getInt(found, at + 2))
                : first == BREAKPOINT
                        || isNothing(at)
                        || isWarning(at)
                        || Nops.fill(found, at, site.end())
                        || IndirectBranches.isReturn(found, at, site.end())
                        || INSTEAD_OF_CALLS.stream()
                                .anyMatch(code -> Arrays.equals(code, Arrays.copyOfRange(found, at, at + CALL_LENGTH)));
    }

    /** {@code ud1 (%edx),%rdi}: the trap that arch/x86/kernel/static_call.c writes for a WARN. */
    private boolean isWarning(int at) {
        return LittleEndian.getInt(found, at) == 0xb90f4867 && u8(at + 4) == 0x3a;
    }

    private static boolean isBranch(int first) {
        return first == CALL || first == JUMP;
    }

    /** The no-operations of 2 and 5 bytes: 66 90; 0F 1F 44 00 00; on older kernels 66 66 66 66 90 or 3E 8D 74 26 00. */
    private boolean isNothing(int at) {
        return (u8(at) == 0x0f && u8(at + 1) == 0x1f)
                || (u8(at) == 0x66 && (u8(at + 1) == 0x90 || u8(at + 1) == 0x66))
                || (u8(at) == 0x3e && u8(at + 1) == 0x8d);
    }

    private boolean isJump(Site site) {
        int at = site.offset();
        return site.length() == 2
                ? u8(at) == 0xeb && at + 2 + found[at + 1] == site.target()
                : u8(at) == JUMP && at + CALL_LENGTH + LittleEndian.getInt(found, at + 1) == site.target();
    }

    private long target(int at) {
        return start + at + CALL_LENGTH + LittleEndian.getInt(found, at + 1);
    }

    private boolean leadsToHonest(int at) {
        return targets.isHonest(target(at));
    }
}
