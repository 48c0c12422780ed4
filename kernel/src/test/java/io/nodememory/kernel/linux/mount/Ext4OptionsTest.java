package io.nodememory.kernel.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decodes the options of ext4 as in {@code /proc/mounts} from a struct built for the test. */
class Ext4OptionsTest {
    private static final long BASE = 0xffff_8880_0000_0000L;
    private static final long INFO = BASE + 0x100;
    private static final long ON_DISK = BASE + 0x400;
    private static final long TICK = BASE + 0x800;
    private static final long USUAL = 0xa8c2_c840L & ~0x40L;

    private static final List<String> NUMBERS = List.of(
            "s_mount_opt",
            "s_def_mount_opt",
            "s_resuid",
            "s_resgid",
            "s_commit_interval",
            "s_min_batch_time",
            "s_max_batch_time",
            "s_stripe",
            "s_inode_readahead_blks",
            "s_li_wait_mult",
            "s_max_dir_size_kb");

    private final FlatMemory memory = new FlatMemory(BASE, 0x1000);

    private Ext4OptionsTest() {
        set("s_mount_opt", USUAL);
        set("s_def_mount_opt", USUAL);
        set("s_commit_interval", 1250);
        set("s_max_batch_time", 15_000);
        set("s_inode_readahead_blks", 32);
        set("s_li_wait_mult", 10);
        memory.putLong(INFO + 8L * NUMBERS.size(), ON_DISK);
        memory.putLong(ON_DISK + 4, 1);
        memory.putLong(BASE, INFO);
    }

    private void set(String member, long value) {
        memory.putLong(INFO + 8L * NUMBERS.indexOf(member), value);
    }

    private String options(boolean withTicks) {
        Type.Base number = new Type.Base("unsigned long", 8, false, Type.Base.Kind.INT);
        Type.Base half = new Type.Base("unsigned short", 2, false, Type.Base.Kind.INT);
        List<Member> info = new ArrayList<>();
        NUMBERS.forEach(name -> info.add(new Member(name, 8L * info.size(), number, false)));
        info.add(new Member("s_es", 8L * info.size(), new Type.Pointer(new Type.Reference("ext4_super_block")), false));
        SymbolsBuilder symbols = new SymbolsBuilder()
                .base(number)
                .base(half)
                .struct("super_block", false, 8, List.of(new Member("s_fs_info", 0, number, false)))
                .struct("ext4_sb_info", false, 8L * info.size(), info)
                .struct(
                        "ext4_super_block",
                        false,
                        8,
                        List.of(
                                new Member("s_def_resuid", 0, half, false),
                                new Member("s_def_resgid", 2, half, false),
                                new Member("s_errors", 4, half, false)));
        if (withTicks) {
            symbols.symbol("tick_nsec", TICK, number);
            memory.putLong(TICK, 4_000_000);
        }
        Kernel kernel = new Kernel(new X86(), null, symbols.build(), memory, 0);
        KernelObject superBlock = kernel.object("super_block", BASE);
        return Ext4Options.decode(kernel, superBlock).orElseThrow();
    }

    @Test
    void whatIsAsUsualIsNotShown() {
        assertThat(options(true)).isEmpty();
        assertThat(options(false)).isEmpty();
    }

    @Test
    void whatDiffersFromTheDisksDefaultsIsShownInTheKernelsOrder() {
        set("s_mount_opt", (USUAL | 0x4000_0000L | 0x20) & ~(0x2_0000L | 0x10 | 0x8000_0000L));
        set("s_commit_interval", 30 * 250);
        set("s_stripe", 1024);
        assertThat(options(true)).isEqualTo(",discard,nobarrier,noinit_itable,errors=remount-ro,commit=30,stripe=1024");
        assertThat(options(false)).contains(",commit=7500/HZ,");
    }

    @Test
    void theJournalsModeAndReservedBlocksAreShown() {
        set("s_def_mount_opt", USUAL & ~0xc00L);
        set("s_mount_opt", USUAL | 0xc00);
        set("s_resuid", 1000);
        assertThat(options(true)).isEqualTo(",resuid=1000,data=writeback");
    }

    @Test
    void withoutItsTypesNothingIsSaid() {
        Type.Base number = new Type.Base("unsigned long", 8, false, Type.Base.Kind.INT);
        Kernel kernel = new Kernel(
                new X86(),
                null,
                new SymbolsBuilder()
                        .base(number)
                        .struct("super_block", false, 8, List.of(new Member("s_fs_info", 0, number, false)))
                        .build(),
                memory,
                0);
        assertThat(Ext4Options.decode(kernel, kernel.object("super_block", BASE)))
                .isEmpty();
    }
}
