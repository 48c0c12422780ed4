package io.nodememory.kernel.table;

import io.nodememory.kernel.table.spec.TableSpec;
import java.util.List;
import java.util.Optional;

/** The registry of evidence tables, in the order of the walks. */
public final class Tables {
    /** {@link ProblemRow} is last: it contains the problems of the walks before it. */
    public static final List<TableSpec<?>> ALL = List.of(
            TableSpec.of(TaskRow.class, TaskRow::walk),
            TableSpec.of(ThreadRow.class, ThreadRow::walk),
            TableSpec.of(CredentialRow.class, CredentialRow::walk),
            TableSpec.of(MountRow.class, MountRow::walk),
            TableSpec.of(NamespaceRow.class, NamespaceRow::walk),
            TableSpec.of(ProcessNamespaceRow.class, ProcessNamespaceRow::walk),
            TableSpec.of(ContainerRow.class, ContainerRow::walk),
            TableSpec.of(OpenFileRow.class, OpenFileRow::walk),
            TableSpec.of(MemoryMapRow.class, MemoryMapRow::walk),
            TableSpec.of(SuspiciousMemoryRow.class, SuspiciousMemoryRow::walk),
            TableSpec.of(LibraryRow.class, LibraryRow::walk),
            TableSpec.of(PageCacheRow.class, PageCacheRow::walk),
            TableSpec.of(EnvironmentRow.class, EnvironmentRow::walk),
            TableSpec.of(ShellHistoryRow.class, ShellHistoryRow::walk),
            TableSpec.of(SocketRow.class, SocketRow::walk),
            TableSpec.of(SocketScanRow.class, SocketScanRow::walk),
            TableSpec.of(InterfaceRow.class, InterfaceRow::walk),
            TableSpec.of(AddressRow.class, AddressRow::walk),
            TableSpec.of(ModuleRow.class, ModuleRow::walk),
            TableSpec.of(TaskViewRow.class, TaskViewRow::walk),
            TableSpec.of(TaskScanRow.class, TaskScanRow::walk),
            TableSpec.of(KernelStackRow.class, KernelStackRow::walk),
            TableSpec.of(SyscallRow.class, SyscallRow::walk),
            TableSpec.of(KernelTextRow.class, KernelTextRow::walk),
            TableSpec.of(IdtRow.class, IdtRow::walk),
            TableSpec.of(ExceptionVectorRow.class, ExceptionVectorRow::walk),
            TableSpec.of(FtraceRow.class, FtraceRow::walk),
            TableSpec.of(KprobeRow.class, KprobeRow::walk),
            TableSpec.of(TracepointRow.class, TracepointRow::walk),
            TableSpec.of(PerfEventRow.class, PerfEventRow::walk),
            TableSpec.of(UprobeRow.class, UprobeRow::walk),
            TableSpec.of(NetfilterRow.class, NetfilterRow::walk),
            TableSpec.of(BpfProgramRow.class, BpfProgramRow::walk),
            TableSpec.of(NotifierRow.class, NotifierRow::walk),
            TableSpec.of(TtyHandlerRow.class, TtyHandlerRow::walk),
            TableSpec.of(NetworkHandlerRow.class, NetworkHandlerRow::walk),
            TableSpec.of(LsmHookRow.class, LsmHookRow::walk),
            TableSpec.of(FileHandlerRow.class, FileHandlerRow::walk),
            TableSpec.of(KernelLogRow.class, KernelLogRow::walk),
            TableSpec.of(KernelSettingRow.class, KernelSettingRow::walk),
            TableSpec.of(BinaryFormatRow.class, BinaryFormatRow::walk),
            TableSpec.of(FramebufferRow.class, FramebufferRow::walk),
            TableSpec.of(IomemRow.class, IomemRow::walk),
            TableSpec.of(VmcoreinfoRow.class, VmcoreinfoRow::walk),
            TableSpec.of(BootRow.class, BootRow::walk),
            TableSpec.of(ProblemRow.class, ProblemRow::walk));

    private Tables() {}

    public static Optional<TableSpec<?>> find(String name) {
        return ALL.stream().filter(t -> t.name().equals(name)).findFirst();
    }
}
