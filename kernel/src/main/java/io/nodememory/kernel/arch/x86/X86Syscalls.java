package io.nodememory.kernel.arch.x86;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.SyscallNames;
import io.nodememory.kernel.arch.spec.SyscallSwitch;
import io.nodememory.kernel.arch.spec.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Calls of 64-bit and of 32-bit programs, arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl. */
final class X86Syscalls implements Syscalls {
    /** The function names that the macros of arch/x86/include/asm/syscall_wrapper.h generate. */
    private static final Pattern FUNCTIONS = Pattern.compile("(__(ia32|x64|x32)_(compat_)?)?(compat_)?sys_\\w+");

    private static final List<String> FIRST =
            List.of("__x64_sys_read", "__x64_sys_write", "__x64_sys_open", "__x64_sys_close");
    private static final List<String> FIRST_32 =
            List.of("__ia32_sys_restart_syscall", "__ia32_sys_exit", "__ia32_sys_fork", "__ia32_sys_read");
    private static final List<String> NOTHING = List.of("__x64_sys_ni_syscall", "sys_ni_syscall");
    private static final List<String> NOTHING_32 = List.of("__ia32_sys_ni_syscall", "sys_ni_syscall");

    private final SyscallNames names = SyscallNames.read(X86Syscalls.class, "syscalls-64.txt");
    private final SyscallNames names32 = SyscallNames.read(X86Syscalls.class, "syscalls-32.txt");

    @Override
    public List<Way> tables() {
        return List.of(
                new Way("sys_call_table", names, FIRST, NOTHING, true),
                new Way("ia32_sys_call_table", names32, FIRST_32, NOTHING_32, false));
    }

    @Override
    public List<Way> switches() {
        return List.of(
                new Way("x64_sys_call", names, List.of(), NOTHING, true),
                new Way("ia32_sys_call", names32, List.of(), NOTHING_32, false));
    }

    @Override
    public Pattern functions() {
        return FUNCTIONS;
    }

    @Override
    public Optional<SyscallSwitch> read(AddressSpace memory, long start, int size) {
        return Optional.of(SyscallDispatch.of(memory, start, size));
    }
}
