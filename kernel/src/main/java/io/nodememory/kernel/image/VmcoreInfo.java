package io.nodememory.kernel.image;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The VMCOREINFO note of a kernel: lines of {@code KEY=VALUE} (kernel/vmcore_info.c, formerly crash_core.c;
 * Documentation/admin-guide/kdump/vmcoreinfo.rst). It is evidence, and only the page tables prove it.
 */
public final class VmcoreInfo {
    private final Map<String, String> values;

    private VmcoreInfo(Map<String, String> values) {
        this.values = values;
    }

    /** Parses a note's text; empty if it names no release. */
    public static Optional<VmcoreInfo> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(
                        line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        return values.containsKey("OSRELEASE") ? Optional.of(new VmcoreInfo(values)) : Optional.empty();
    }

    /** All lines by key, such as {@code OFFSET(list_head.next)}, in their order. */
    public Map<String, String> values() {
        return values;
    }

    /** The release, as {@code uname -r} prints it. */
    public String osRelease() {
        return values.get("OSRELEASE");
    }

    /** The GNU build id of vmlinux in hexadecimal; kernels before 5.10 do not print it. */
    public Optional<String> buildId() {
        return Optional.ofNullable(values.get("BUILD-ID")).map(id -> id.toLowerCase(Locale.ROOT));
    }

    /** What KASLR added to the kernel's virtual addresses, in bytes. */
    public OptionalLong kernelOffset() {
        return number(values.get("KERNELOFFSET"), 16);
    }

    /** The run-time address of an exported symbol, such as {@code _stext}, {@code swapper_pg_dir}, {@code init_uts_ns}. */
    public OptionalLong symbol(String name) {
        return number(values.get("SYMBOL(" + name + ")"), 16);
    }

    /** A number, such as {@code phys_base} or {@code pgtable_l5_enabled}. */
    public OptionalLong number(String name) {
        return number(values.get("NUMBER(" + name + ")"), 10);
    }

    /** Bytes of a page. */
    public OptionalLong pageSize() {
        return number(values.get("PAGESIZE"), 10);
    }

    /** The run-time address of the top page table. */
    public OptionalLong pageTable() {
        OptionalLong root = symbol("swapper_pg_dir");
        return root.isPresent() ? root : symbol("init_top_pgt");
    }

    private static OptionalLong number(String text, int radix) {
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            boolean negative = text.startsWith("-");
            String digits = negative ? text.substring(1) : text;
            // arm64 prints some of its numbers in hexadecimal (arch/arm64/kernel/vmcore_info.c).
            long value = digits.startsWith("0x")
                    ? Long.parseUnsignedLong(digits.substring(2), 16)
                    : Long.parseUnsignedLong(digits, radix);
            return OptionalLong.of(negative ? -value : value);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
