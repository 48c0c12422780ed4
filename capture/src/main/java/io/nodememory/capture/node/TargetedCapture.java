package io.nodememory.capture.node;

import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.write.ImageWriter;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.SliceWriter;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * The pages of a node that our analysis reads, as an image. Memory changes while it is read: after a walk all pages are read once
 * more, in one sweep. Where the walk met problems and pages have changed, it is made again on what the sweep brought, as a list
 * that was torn is whole a moment later. Pages that change under the last walk too stay as it read them, and are named.
 */
public final class TargetedCapture {
    /** Walks after which torn memory is taken as it is: a busy node never stands still. */
    private static final int MOST_WALKS = 4;

    private final NodeReader reader;
    private final NodeKernels kernels;
    private final CaptureProgress progress;
    private final RecordingImage recording;
    private final LiveMemory memory;

    private TargetedCapture(NodeReader reader, LiveMemory memory, NodeKernels kernels, CaptureProgress progress) {
        this.reader = reader;
        this.kernels = kernels;
        this.progress = progress;
        this.memory = memory;
        this.recording = new RecordingImage(new LiveImage(memory));
    }

    /**
     * Captures what the analysis reads.
     *
     * @throws IOException if the node cannot be reached any more or the file cannot be written; nothing is left of it then
     * @throws CancellationException if this thread is interrupted
     */
    public static CapturedImage write(
            NodeReader reader, Path destination, ImageOutputFormat format, NodeKernels kernels, CaptureProgress progress)
            throws IOException {
        Path folder = destination.toAbsolutePath().getParent();
        try (LiveMemory memory = new LiveMemory(reader, folder)) {
            return new TargetedCapture(reader, memory, kernels, progress).write(destination, format);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private CapturedImage write(Path destination, ImageOutputFormat format) throws IOException {
        try (Kernel first = kernels.open(recording, reader.facts())) {
            keepNote();
            List<String> warnings = settle(first);
            List<PhysicalRange> torn = memory.refresh(recording.touched(), false);
            ImageWriter.Written written = SliceWriter.write(recording, destination, format);
            return new CapturedImage(written, recording.touched(), List.of(), torn, warnings);
        }
    }

    /** Walks until problems stay the same; returns what the last walk has to say. */
    private List<String> settle(Kernel first) throws IOException {
        Walked walked = walk(first);
        Set<Problem> before = Set.of();
        List<PhysicalRange> restless = recording.touched();
        for (int walks = 1; walks < MOST_WALKS && !walked.problems.equals(before); walks++) {
            // Once all pages, so that they are of nearly one moment; then those that have changed meanwhile.
            restless = memory.refresh(restless, true);
            if (restless.isEmpty()) {
                break;
            }
            before = walked.problems;
            walked = walk(KernelOpener.open(recording, first.symbols()));
        }
        return walked.warnings;
    }

    /** The image's header cannot carry VMCOREINFO, by which the kernel is found again: its page in memory can. */
    private void keepNote() {
        reader.facts().vmcoreinfo().ifPresent(note -> {
            byte[] bytes = new byte[(int) note.size()];
            try {
                recording.read(note.start(), bytes, 0, bytes.length);
            } catch (UnreadableMemoryException e) {
                // Then the kernel is found by its banner, or by symbols that are given.
            }
        });
    }

    /** What a walk through all tables met. */
    private record Walked(List<String> warnings, Set<Problem> problems) {}

    private Walked walk(Kernel kernel) {
        List<String> warnings = new ArrayList<>();
        int done = 0;
        for (TableSpec<?> table : Tables.ALL) {
            progress.at(table.name(), done++, Tables.ALL.size());
            walk(kernel, table, warnings);
        }
        return new Walked(warnings, new HashSet<>(kernel.problems().list()));
    }

    private static <R extends Record> void walk(Kernel kernel, TableSpec<R> table, List<String> warnings) {
        try {
            table.walker().walk(new Walk<>(kernel, table.name(), row -> Interruption.check()));
        } catch (UncheckedIOException | CancellationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            warnings.add("the table %s could not be walked to its end: %s".formatted(table.name(), e));
        }
    }
}
