package io.nodememory.shell.analysis;

import io.nodememory.evidence.Analysis;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.ImageHashing;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.table.Tables;
import io.nodememory.shell.runtime.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One image read into a store.
 *
 * @param warnings why the capture is not the whole truth: whole sentences; empty if all could be looked at
 */
public record ImageAnalysis(Analysis.Result result, List<String> warnings, Duration took) {
    /** @param name label of the capture, null for none */
    public static ImageAnalysis run(OpenImage open, EvidenceStore store, String name, ProgressLine progress) {
        return run(open, store, name, null, progress, ImageHashing.USUAL);
    }

    /** Into a store that is gone afterwards: nobody will ask whether the image is still the same. */
    public static ImageAnalysis temporarily(OpenImage open, EvidenceStore store, ProgressLine progress) {
        return run(open, store, null, null, progress, ImageHashing.NEVER);
    }

    /**
     * @param reason why it was captured, null if not said
     */
    public static ImageAnalysis run(
            OpenImage open,
            EvidenceStore store,
            String name,
            String reason,
            ProgressLine progress,
            ImageHashing hashing) {
        Instant begun = Instant.now();
        CaptureInfo info = new CaptureInfo(
                name,
                KernelInfo.nodeName(open.kernel()),
                new Custody(CaptureInfo.thisOperator(), reason, "nodemem " + Version.number()),
                ImageInfo.of(open.file().toAbsolutePath().normalize(), open.kernel(), hashing),
                KernelInfo.of(open.kernel()));
        try (progress;
                CaptureWriter writer = store.begin(info)) {
            Analysis.Result result = Analysis.run(open.kernel(), Tables.ALL, writer, progress);
            return new ImageAnalysis(result, warnings(open, result), Duration.between(begun, Instant.now()));
        }
    }

    /** Whether everything could be looked at. Single objects that could not be read are in {@code problems} and no reason. */
    public boolean complete() {
        return warnings.isEmpty();
    }

    private static List<String> warnings(OpenImage open, Analysis.Result result) {
        List<String> warnings = new ArrayList<>(open.image().warnings());
        Capture capture = result.capture();
        if (capture.imageSha256() == null && capture.image().notHashed() == null) {
            warnings.add("the image could not be hashed to its end: its custody cannot be proved");
        } else if (capture.imageSha256() != null
                && capture.image().manifest().claimedSha256() != null
                && !capture.image().manifest().claimedSha256().equals(capture.imageSha256())) {
            warnings.add("the image is not the one that its manifest is about: its SHA-256 is %s, the manifest has %s"
                    .formatted(capture.imageSha256(), capture.image().manifest().claimedSha256()));
        }
        Long covered = result.capture().image().ram().covered();
        Long total = result.capture().image().ram().total();
        // Of an image that leaves out pages on purpose its maker knows
        if (covered != null && total != null && covered < total && !open.image().partial()) {
            warnings.add("the image holds %,d of the machine's %,d bytes of RAM: what lies in the rest is not known"
                    .formatted(covered, total));
        }
        List<Problem> problems = open.kernel().problems().list();
        for (Map.Entry<String, Long> table : result.rows().entrySet()) {
            List<String> why = problems.stream()
                    .filter(problem -> problem.table().equals(table.getKey()))
                    .map(problem -> problem.doing() + ": " + problem.why())
                    .toList();
            if (table.getValue() == 0 && !why.isEmpty()) {
                warnings.add("no row of the table " + table.getKey() + " could be read (" + why.get(0) + ")");
            }
        }
        if (!result.capture().complete()) {
            problems.stream()
                    .filter(problem -> problem.doing().equals("walking the table"))
                    .forEach(problem ->
                            warnings.add("the table " + problem.table() + " is not whole: " + problem.why()));
        }
        return warnings;
    }
}
