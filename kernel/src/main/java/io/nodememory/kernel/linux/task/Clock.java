package io.nodememory.kernel.linux.task;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.StructType;
import java.time.Instant;
import java.util.stream.Stream;

/** The kernel's clock at the time of the capture: {@code tk_core}, kernel/time/timekeeping.c. */
public final class Clock {
    private static final long YEAR_10000 = 253_402_300_800L;
    private static final long NANOS = 1_000_000_000L;
    private final long bootNanos;
    private final KernelObject keeper;
    private final long seconds;
    private final long nanos;

    private Clock(Kernel kernel) {
        KernelObject keeper = timekeeper(kernel);
        long realOffset = keeper.number("offs_real");
        long bootOffset = keeper.number("offs_boot");
        this.bootNanos = realOffset - bootOffset;
        long shift = keeper.number("tkr_mono.shift");
        this.keeper = keeper;
        this.seconds = keeper.number("xtime_sec");
        this.nanos = shift >= 0 && shift < Long.SIZE ? keeper.number("tkr_mono.xtime_nsec") >>> shift : 0;
    }

    public static Clock of(Kernel kernel) {
        return kernel.shared(Clock.class, Clock::new);
    }

    private static KernelObject timekeeper(Kernel kernel) {
        // 6.17 made it an array whose first element is the core timekeeper
        String symbol = kernel.findAddress("timekeeper_data").isPresent() ? "timekeeper_data" : "tk_core";
        if (kernel.types().has("tk_data", "timekeeper")) {
            return kernel.global(symbol, "tk_data").embedded("timekeeper");
        }
        // tk_core is an anonymous struct { seqcount_raw_spinlock_t seq; struct timekeeper timekeeper; } with alignment
        long size = Stream.of("seqcount_raw_spinlock", "seqcount_raw_spinlock_t", "seqcount")
                .flatMap(name -> kernel.types().find(name).stream())
                .findFirst()
                .map(StructType::size)
                .orElse(4L);
        return kernel.object("timekeeper", kernel.address(symbol) + (size + 7) / 8 * 8);
    }

    /** The time of the boot. */
    public Instant bootTime() {
        return bootPlus(0);
    }

    /** The time this many nanoseconds after the boot, on the clock that includes suspended time. */
    public Instant bootPlus(long nanos) {
        long total = bootNanos + nanos;
        return Instant.ofEpochSecond(Math.floorDiv(total, NANOS), Math.floorMod(total, NANOS));
    }

    /**
     * The last tick before the capture.
     *
     * @throws UnreadableMemoryException if the value is not a valid time
     */
    public Instant now() {
        if (seconds < 0 || seconds >= YEAR_10000) {
            throw new UnreadableMemoryException(
                    keeper.address(),
                    "the kernel's clock holds an invalid time, %d seconds after 1970".formatted(seconds));
        }
        return Instant.ofEpochSecond(seconds, nanos % NANOS);
    }
}
