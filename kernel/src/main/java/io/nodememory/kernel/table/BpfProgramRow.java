package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.bpf.BpfCode;
import io.nodememory.kernel.linux.bpf.BpfPrograms;
import io.nodememory.kernel.linux.task.Clock;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** A row of {@code bpf_programs}. */
@Table(
        name = "bpf_programs",
        help = "A BPF program in the kernel.",
        identity = {"name", "type", "tag"})
public record BpfProgramRow(
        @Column(value = "Address of the bpf_prog", address = true)
        long address,

        @Column("Id as in bpftool(8)") long id,
        @Column("Name that the loader assigned") String name,

        @Column("Type: kprobe, tracing, xdp, cgroup_skb, lsm, …")
        String type,

        @Column("Hash of the instructions, as in bpftool(8)")
        String tag,

        @Column("Whether it was compiled to machine code") boolean jited,

        @Column("Number of instructions after verification") long instructions,

        @Column("Size of the machine code in bytes") long jitedSize,

        @Column(value = "Address of the machine code", address = true)
        long handler,

        @Column("User id of the loader in the root namespace; null if not recorded")
        Integer uid,

        @Column("Time of loading, UTC") Instant loaded,

        @Column("Function or hook to which the program type attaches it; null for none")
        String attachedTo,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    private static final int TAG_BYTES = 8;

    static void walk(Walk<BpfProgramRow> walk) {
        Kernel kernel = walk.kernel();
        if (kernel.types().find("bpf_prog_aux").isEmpty()) {
            // Built without the system call bpf(2)
            return;
        }
        Set<Long> ids = new HashSet<>();
        boolean complete = walk.attempt(0, "listing BPF programs", () -> {
                    BpfPrograms.Listed listed = BpfPrograms.listed(kernel);
                    listed.damage().ifPresent(why -> walk.problem(0, "listing BPF programs", why));
                    for (KernelObject program : listed.programs()) {
                        ids.add(program.address());
                        walk.attempt(
                                program.address(),
                                "reading a BPF program",
                                () -> walk.emit(row(kernel, program, null)));
                    }
                    return listed.damage().isEmpty();
                })
                .orElse(false);
        BpfCode code = BpfCode.of(kernel);
        code.damage().forEach(why -> walk.problem(0, "listing the code of BPF programs", why));
        if (complete) {
            code.programs()
                    .forEach(symbol -> walk.attempt(symbol, "reading a BPF program", () -> {
                        KernelObject aux = kernel.types().containerOf(symbol, "bpf_prog_aux", "ksym");
                        KernelObject program = aux.target("prog");
                        // Subprograms have an aux of their own, but no id
                        if (aux.number("id") != 0 && !ids.contains(program.address())) {
                            walk.emit(row(kernel, program, "hidden from bpf(2)"));
                        }
                    }));
        }
    }

    private static BpfProgramRow row(Kernel kernel, KernelObject program, String verdict) {
        KernelObject aux = program.target("aux");
        byte[] tag = new byte[TAG_BYTES];
        program.memory().read(program.addressOf("tag"), tag, 0, TAG_BYTES);
        long function = aux.has("attach_func_name") ? aux.number("attach_func_name") : 0;
        return new BpfProgramRow(
                program.address(),
                aux.number("id"),
                aux.text("name"),
                BpfPrograms.of(kernel).type(program),
                HexFormat.of().formatHex(tag),
                program.number("jited") != 0,
                program.number("len"),
                program.number("jited_len"),
                program.number("bpf_func"),
                aux.follow("user").map(user -> (int) user.number("uid")).orElse(null),
                Clock.of(kernel).bootPlus(aux.number("load_time")),
                function == 0 ? null : aux.text("attach_func_name"),
                verdict);
    }
}
