package io.nodememory.kernel.bench;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.open.Kernel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Measures reads from a real capture: {@code mvn -P bench -pl kernel test-compile}, then run it on the test class path. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadBenchmark {
    private Kernel kernel;
    private long address;
    private int step;
    private final byte[] piece = new byte[1 << 20];

    @Setup
    public void open() {
        kernel = Corpus.samples().get(0).open();
        address = kernel.address("init_task");
    }

    @TearDown
    public void close() {
        kernel.close();
    }

    /** Reads eight bytes of a page that is in the cache. */
    @Benchmark
    public long cachedPointer() {
        step = (step + 8) & 0x3f8;
        return kernel.memory().readPointer(address + step);
    }

    /** Translates the address of a page through the page tables. */
    @Benchmark
    public long translation() {
        return kernel.memory().translate(address).getAsLong();
    }

    /** Reads one MiB of packed memory that is in no cache. */
    @Benchmark
    public byte unpackedMegabyte() {
        PhysicalRange range = kernel.image().ranges().get(1);
        step = (step + piece.length) % (int) (range.size() - piece.length);
        kernel.image().peek(range.start() + (step & -piece.length), piece, 0, piece.length);
        return piece[0];
    }

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ReadBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
