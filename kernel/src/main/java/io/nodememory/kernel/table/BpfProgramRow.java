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

        @Column("Id as bpftool(8) shows it") long id,
        @Column("Name that its loader gave it") String name,

        @Column("Type: kprobe, tracing, xdp, cgroup_skb, lsm, …")
        String type,

        @Column("Hash of its instructions, as bpftool(8) shows it")
        String tag,

        @Column("Whether it was compiled to machine code") boolean jited,

        @Column("Number of its instructions, after the verifier")
        long instructions,

        @Column("Bytes of its machine code") long jitedSize,

        @Column(value = "Address of its code", address = true)
        long handler,

        @Column("User id of who loaded it, in the root namespace; null where that is not recorded")
        Integer uid,

        @Column("When it was loaded (UTC)") Instant loaded,

        @Column("Function or hook that it is attached to by its type's nature; null for none")
        String attachedTo,

        @Column("What is wrong; null for nothing") String verdict) {

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
                        // A function of a program has an aux of its own, but no id
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
