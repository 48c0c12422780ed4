package io.nodememory.capture.node;

import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.ImageWriter;
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
 * Captures the pages of a node that the analysis reads. Memory changes meanwhile, so all pages are read once more after the walk
 * through the tables. If pages have changed and the walk met problems, it is repeated on the new content, because a list that
 * was changing is consistent a moment later. Pages that change during the last walk keep the content that it read, and the manifest
 * lists them.
 */
public final class TargetedCapture {
    /** The limit of walks: the memory of a busy node changes all the time. */
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
     * Captures the pages.
     *
     * @throws IOException if the connection to the node is lost or the file cannot be written; nothing is left of the image
     * @throws CancellationException if this thread is interrupted; nothing is left of the image
     */
    public static CapturedImage write(
            NodeReader reader,
            Path destination,
            ImageOutputFormat format,
            NodeKernels kernels,
            CaptureProgress progress)
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

    /** Repeats the walk until its problems stay the same; returns the warnings of the last walk. */
    private List<String> settle(Kernel first) throws IOException {
        Walked walked = walk(first);
        Set<Problem> before = Set.of();
        List<PhysicalRange> restless = recording.touched();
        for (int walks = 1; walks < MOST_WALKS && !walked.problems.equals(before); walks++) {
            // First all pages, so that they are from almost one moment; then those that changed since.
            restless = memory.refresh(restless, true);
            if (restless.isEmpty()) {
                break;
            }
            before = walked.problems;
            walked = walk(KernelOpener.open(recording, first.symbols()));
        }
        return walked.warnings;
    }

    /** Reads the page of VMCOREINFO, by which the kernel is found in the image: the image's header has no room for it. */
    private void keepNote() {
        reader.facts().vmcoreinfo().ifPresent(note -> {
            byte[] bytes = new byte[(int) note.size()];
            try {
                recording.read(note.start(), bytes, 0, bytes.length);
            } catch (UnreadableMemoryException e) {
                // Then the kernel is found by its banner, or by the user's symbols.
            }
        });
    }

    /** The results of a walk through all tables. */
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
