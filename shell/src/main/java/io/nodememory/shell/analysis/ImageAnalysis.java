package io.nodememory.shell.analysis;

import io.nodememory.evidence.Analysis;
import io.nodememory.evidence.Completeness;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.table.Tables;
import io.nodememory.shell.runtime.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The result of reading one image into a store. */
public record ImageAnalysis(Analysis.Result result, Duration took) {
    /** @param name label of the capture, null for none */
    public static ImageAnalysis run(OpenImage open, EvidenceStore store, String name, ProgressLine progress) {
        return run(open, store, name, null, progress, ImageHashing.USUAL);
    }

    /** Reads an image into a temporary store. Does not hash the image, because no custody is kept. */
    public static ImageAnalysis temporarily(OpenImage open, EvidenceStore store, ProgressLine progress) {
        return run(open, store, null, null, progress, ImageHashing.NEVER);
    }

    /** @param reason of the operator, null if none was given */
    public static ImageAnalysis run(
            OpenImage open,
            EvidenceStore store,
            String name,
            String reason,
            ProgressLine progress,
            ImageHashing hashing) {
        Instant begun = Instant.now();
        Custody custody = new Custody(CaptureInfo.thisOperator(), reason, "nodemem " + Version.number());
        Path file = open.file().toAbsolutePath().normalize();
        try (progress;
                CaptureWriter writer = store.begin(CaptureInfo.of(name, custody, file, open.kernel(), hashing))) {
            Analysis.Result result = Analysis.run(open.kernel(), Tables.ALL, writer, progress);
            return new ImageAnalysis(result, Duration.between(begun, Instant.now()));
        }
    }

    public Completeness completeness() {
        return result.completeness();
    }
}
