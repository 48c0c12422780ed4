package io.nodememory.kernel.symbols.elf;

import java.util.Optional;

/** Reads the text of {@code linux_banner} from {@code .rodata} (init/version.c). */
public final class KernelBanner {
    public static final String SYMBOL = "linux_banner";

    private static final int LONGEST = 4096;

    private KernelBanner() {}

    /** The text with its newline and NUL; empty if the file is stripped or holds no bytes there. */
    public static Optional<byte[]> of(ElfFile elf, ElfSymbols symbols) {
        for (int i = 0; i < symbols.count(); i++) {
            long size = symbols.size(i);
            if (size > 0 && size <= LONGEST && symbols.nameIs(i, SYMBOL)) {
                return elf.memory(".rodata", symbols.value(i), (int) size);
            }
        }
        return Optional.empty();
    }
}
