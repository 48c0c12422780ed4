package io.nodememory.kernel.table;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.charset.StandardCharsets;

/** A row of {@code vmcoreinfo}. */
@Table(
        name = "vmcoreinfo",
        help = "A line of VMCOREINFO, which the kernel keeps for crash dump tools.",
        identity = {"key"})
public record VmcoreinfoRow(
        @Column(value = "Address of the text in the kernel", address = true)
        long address,

        @Column("Key, such as SYMBOL(init_uts_ns)") String key,
        @Column("Value; numbers as the kernel wrote them") String value) {

    /** An upper bound in bytes; the kernel reserves one page. */
    private static final int MOST = 1 << 16;

    static void walk(Walk<VmcoreinfoRow> walk) {
        walk.attempt(0, "reading VMCOREINFO", () -> {
            AddressSpace memory = walk.kernel().memory();
            long address = memory.readPointer(walk.kernel().address("vmcoreinfo_data"));
            if (address == 0) {
                return;
            }
            long size = memory.readPointer(walk.kernel().address("vmcoreinfo_size"));
            byte[] text = new byte[(int) Math.max(0, Math.min(size, MOST))];
            memory.read(address, text, 0, text.length);
            VmcoreInfo.parse(new String(text, StandardCharsets.UTF_8))
                    .ifPresentOrElse(
                            info -> info.values()
                                    .forEach((key, value) -> walk.emit(new VmcoreinfoRow(address, key, value))),
                            () -> walk.problem(
                                    address,
                                    "reading VMCOREINFO",
                                    "the memory at the address does not hold VMCOREINFO"));
        });
    }
}
