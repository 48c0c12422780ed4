package io.nodememory.evidence;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureSink;
import io.nodememory.evidence.capture.ImageHash;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Reads an image into a store: walks every table once and hashes the image at the same time. */
public final class Analysis {
    /** The table that is walked last, because the walks of the others fill it. */
    private static final String PROBLEMS = "problems";

    private final Kernel kernel;
    private final CaptureSink sink;
    private final ProgressListener listener;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private boolean complete = true;

    private Analysis(Kernel kernel, CaptureSink sink, ProgressListener listener) {
        this.kernel = kernel;
        this.sink = sink;
        this.listener = listener;
    }

    /** Receives an event before and after the walk of each table, on the thread of the walk. */
    public interface ProgressListener {
        /** Ignores the events. */
        ProgressListener NONE = new ProgressListener() {};

        default void walking(TableSpec<?> table) {}

        default void walked(TableSpec<?> table, long rows) {}
    }

    /**
     * The result of an analysis.
     *
     * @param rows number of rows by table, in the order of the walk
     * @param problems number of objects that could not be read, including those that are not kept as rows
     */
    public record Result(Capture capture, Map<String, Long> rows, long problems, Completeness completeness) {}

    /**
     * Walks the tables in their order, {@code problems} last, and finishes the capture. A walker that fails loses the rest of
     * its table only: the failure becomes a problem and the capture is incomplete.
     *
     * @throws CancellationException if this thread is interrupted; the caller then closes the sink unfinished
     * @throws BadInputException if the store rejects the rows
     */
    public static Result run(Kernel kernel, List<TableSpec<?>> tables, CaptureSink sink, ProgressListener listener) {
        return new Analysis(kernel, sink, listener).run(tables);
    }

    private Result run(List<TableSpec<?>> tables) {
        List<TableSpec<?>> last = new ArrayList<>();
        ImageInfo info = sink.info().image();
        try (ImageHash image = ImageHash.start(fileToHash(info))) {
            for (TableSpec<?> table : tables) {
                if (table.name().equals(PROBLEMS)) {
                    last.add(table);
                } else {
                    walk(table);
                }
            }
            String sha256 = image.await(why -> kernel.problems().add(PROBLEMS, 0, "hashing the image", why));
            last.forEach(this::walk);
            Capture capture = sink.finish(sha256, complete);
            return new Result(capture, counts, kernel.problems().count(), Completeness.of(kernel, capture, counts));
        }
    }

    private static Path fileToHash(ImageInfo image) {
        return image.path() == null || image.notHashed() != null ? null : Path.of(image.path());
    }

    private <R extends Record> void walk(TableSpec<R> table) {
        listener.walking(table);
        sink.table(table);
        long[] rows = {0};
        Walk<R> walk = new Walk<>(kernel, table.name(), row -> {
            stopIfInterrupted();
            sink.add(table, row);
            rows[0]++;
        });
        try {
            table.walker().walk(walk);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            sink.check();
            complete = false;
            kernel.problems().addEnd(table.name(), "the walk ended early: " + e);
        }
        stopIfInterrupted();
        counts.put(table.name(), rows[0]);
        listener.walked(table, rows[0]);
    }

    private static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cancelled during the walk of the tables");
        }
    }
}
