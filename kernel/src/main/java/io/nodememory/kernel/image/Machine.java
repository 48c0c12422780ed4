package io.nodememory.kernel.image;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A kind of machine whose memory is read, as file formats name it. */
public enum Machine {
    X86_64(62, "x86_64"),
    AARCH64(183, "aarch64");

    private final int elf;
    private final String utsName;

    Machine(int elf, String utsName) {
        this.elf = elf;
        this.utsName = utsName;
    }

    /** Its number in ELF headers: {@code EM_…}, include/uapi/linux/elf-em.h. */
    public int elf() {
        return elf;
    }

    /** Its name as {@code uname -m} prints it and kdumps hold it. */
    public String utsName() {
        return utsName;
    }

    static Optional<Machine> ofElf(int number) {
        return Arrays.stream(values()).filter(machine -> machine.elf == number).findFirst();
    }

    static Optional<Machine> ofName(String utsName) {
        return Arrays.stream(values())
                .filter(machine -> machine.utsName.equals(utsName))
                .findFirst();
    }

    /** All machines for an error message: {@code x86_64 (62), aarch64 (183)}. */
    static String all() {
        return Arrays.stream(values())
                .map(machine -> "%s (%d)".formatted(machine.utsName, machine.elf))
                .collect(Collectors.joining(", "));
    }
}
