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

/** Reads an image into a store: walks every table once, hashes the image meanwhile if it is to be. */
public final class Analysis {
    /** The table that is walked last, because it holds what the walks of the others met. */
    private static final String PROBLEMS = "problems";

    private final Kernel kernel;
    private final CaptureSink writer;
    private final ProgressListener listener;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private boolean complete = true;

    private Analysis(Kernel kernel, CaptureSink writer, ProgressListener listener) {
        this.kernel = kernel;
        this.writer = writer;
        this.listener = listener;
    }

    /** Told of every table before and after its walk, on the thread of the walk. */
    public interface ProgressListener {
        /** A listener for those who do not look. */
        ProgressListener NONE = new ProgressListener() {};

        default void walking(TableSpec<?> table) {}

        default void walked(TableSpec<?> table, long rows) {}
    }

    /**
     * What came of it.
     *
     * @param rows rows by table, in the order of the walk
     * @param problems things that could not be read, including those that are not kept as rows
     */
    public record Result(Capture capture, Map<String, Long> rows, long problems) {}

    /**
     * Walks the tables in their order, {@code problems} last, and finishes the writer. A walker that fails costs the rest of
     * its table, not the run: the failure becomes a problem and the capture incomplete.
     *
     * @throws CancellationException if this thread is interrupted; the writer is then to be closed unfinished
     * @throws BadInputException if the store cannot take the rows
     */
    public static Result run(Kernel kernel, List<TableSpec<?>> tables, CaptureSink writer, ProgressListener listener) {
        return new Analysis(kernel, writer, listener).run(tables);
    }

    private Result run(List<TableSpec<?>> tables) {
        List<TableSpec<?>> last = new ArrayList<>();
        ImageInfo info = writer.info().image();
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
            Capture capture = writer.finish(sha256, complete);
            return new Result(
                    capture,
                    counts,
                    kernel.problems().list().size() + kernel.problems().dropped());
        }
    }

    private static Path fileToHash(ImageInfo image) {
        return image.path() == null || image.notHashed() != null ? null : Path.of(image.path());
    }

    private <R extends Record> void walk(TableSpec<R> table) {
        listener.walking(table);
        writer.table(table);
        long[] rows = {0};
        Walk<R> walk = new Walk<>(kernel, table.name(), row -> {
            stopIfInterrupted();
            writer.add(table, row);
            rows[0]++;
        });
        try {
            table.walker().walk(walk);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            writer.check();
            complete = false;
            kernel.problems().add(table.name(), 0, "walking the table", "the walk ended early: " + e);
        }
        stopIfInterrupted();
        counts.put(table.name(), rows[0]);
        listener.walked(table, rows[0]);
    }

    private static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cancelled while tables were walked");
        }
    }
}
