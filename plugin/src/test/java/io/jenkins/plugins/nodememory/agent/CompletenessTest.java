package io.jenkins.plugins.nodememory.agent;

import hudson.model.TaskListener;
import hudson.remoting.RemoteOutputStream;
import io.nodememory.evidence.CompletenessContract;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin reports an incomplete capture as {@link io.nodememory.evidence.Completeness} judges it. */
class CompletenessTest {
    private static final Path CAPTURE =
            Path.of("../samples/corpus/6.1.0-56-4level").toAbsolutePath().normalize();

    @Test
    void theAgentReportsEveryReason(@TempDir Path folder) throws Exception {
        CompletenessContract.check(
                folder, CAPTURE.resolve("node.avml"), CAPTURE.resolve("symbols.json.xz"), CompletenessTest::analyze);
    }

    private static List<String> analyze(Path image, Path symbols) throws Exception {
        RemoteOutputStream rows = new RemoteOutputStream(OutputStream.nullOutputStream());
        AnalyzeImage analysis = new AnalyzeImage(image.toString(), symbols.toString(), "test", rows, TaskListener.NULL);
        return analysis.invoke(image.getParent().toFile(), null).warnings();
    }
}
