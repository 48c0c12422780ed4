package io.nodememory.kernel.arch.arm64;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.SyscallNames;
import io.nodememory.kernel.arch.spec.SyscallSwitch;
import io.nodememory.kernel.arch.spec.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The system calls of 64-bit and 32-bit programs; the numbers are from scripts/syscall.tbl and arch/arm64/tools/syscall_32.tbl. */
final class Arm64Syscalls implements Syscalls {
    /** The function names that the macros of arch/arm64/include/asm/syscall_wrapper.h generate. */
    private static final Pattern FUNCTIONS = Pattern.compile("__arm64_(compat_)?sys_\\w+");

    private static final List<String> FIRST =
            List.of("__arm64_sys_io_setup", "__arm64_sys_io_destroy", "__arm64_sys_io_submit", "__arm64_sys_io_cancel");
    private static final List<String> FIRST_32 =
            List.of("__arm64_sys_restart_syscall", "__arm64_sys_exit", "__arm64_sys_fork", "__arm64_sys_read");
    private static final List<String> NOTHING = List.of("__arm64_sys_ni_syscall");

    private final SyscallNames names = SyscallNames.read(Arm64Syscalls.class, "syscalls-64.txt");
    private final SyscallNames names32 = SyscallNames.read(Arm64Syscalls.class, "syscalls-32.txt");

    @Override
    public List<Way> tables() {
        return List.of(
                new Way("sys_call_table", names, FIRST, NOTHING, true),
                new Way("compat_sys_call_table", names32, FIRST_32, NOTHING, true));
    }

    /** {@code invoke_syscall} calls through the tables, on every kernel. */
    @Override
    public List<Way> switches() {
        return List.of();
    }

    @Override
    public Pattern functions() {
        return FUNCTIONS;
    }

    @Override
    public Optional<SyscallSwitch> read(AddressSpace memory, long start, int size) {
        return Optional.empty();
    }
}
