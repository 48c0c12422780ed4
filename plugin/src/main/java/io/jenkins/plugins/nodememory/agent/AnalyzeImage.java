package io.jenkins.plugins.nodememory.agent;

import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.RemoteOutputStream;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.evidence.Analysis;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.transfer.CaptureSender;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import jenkins.MasterToSlaveFileCallable;

/** Analyses an image where it is and sends the rows, as they are found, through a pipe. */
public final class AnalyzeImage extends MasterToSlaveFileCallable<AnalysisReport> {
    private static final long serialVersionUID = 1L;

    private final String image;
    private final String symbols;
    private final String tool;
    private final RemoteOutputStream rows;
    private final TaskListener listener;

    /**
     * @param image path, relative to the folder that this runs on
     * @param symbols likewise, null to search for them
     * @param tool program and version, for the record of custody
     * @param rows takes what a {@link CaptureSender} sends
     */
    public AnalyzeImage(String image, String symbols, String tool, RemoteOutputStream rows, TaskListener listener) {
        this.image = image;
        this.symbols = symbols;
        this.tool = tool;
        this.rows = rows;
        this.listener = listener;
    }

    @Override
    public AnalysisReport invoke(File workspace, VirtualChannel channel) throws IOException, InterruptedException {
        Path folder = workspace.toPath();
        // Closed in any case: the controller reads until this ends.
        try (OutputStream out = rows) {
            Path file = folder.resolve(image).normalize();
            Path given = symbols == null ? null : folder.resolve(symbols);
            try (Kernel kernel = new KernelFile(given, listener).open(file)) {
                return analyze(kernel, file, out);
            }
        } catch (BadInputException e) {
            throw new AbortException(LogText.printable(e.getMessage()));
        } catch (CancellationException e) {
            throw new InterruptedException(e.getMessage());
        }
    }

    private AnalysisReport analyze(Kernel kernel, Path file, OutputStream out) {
        CaptureInfo info = CaptureInfo.of(
                null, new Custody(CaptureInfo.thisOperator(), null, tool), file, kernel, ImageHashing.ALWAYS);
        say("kernel " + info.kernel().banner());
        try (CaptureSender sender = new CaptureSender(info, out)) {
            Analysis.Result result = Analysis.run(kernel, Tables.ALL, sender, new Progress());
            return new AnalysisReport(result.completeness().reasons(), result.problems());
        }
    }

    private void say(String text) {
        LogText.println(listener, text);
    }

    private final class Progress implements Analysis.ProgressListener {
        @Override
        public void walked(TableSpec<?> table, long count) {
            say("%s: %,d".formatted(table.name(), count));
        }
    }
}
