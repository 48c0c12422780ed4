package io.nodememory.evidence;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.kernel.Problems.Problem;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether everything in an image could be looked at. The command line and the Jenkins plugin both report this value, so that
 * "could not look" never reads as "clean". Single objects that could not be read are rows of the table {@code problems} and no
 * reason here.
 *
 * @param reasons why the capture is incomplete: one sentence each; empty for a complete capture
 */
public record Completeness(List<String> reasons) {
    /** Whether everything could be looked at. */
    public boolean isComplete() {
        return reasons.isEmpty();
    }

    /** @param rows number of rows of each table that was walked */
    static Completeness of(Kernel kernel, Capture capture, Map<String, Long> rows) {
        MemoryImage image = kernel.image();
        List<String> reasons = new ArrayList<>(image.warnings());
        addHash(capture, reasons);
        // The author of a partial image left out pages on purpose.
        if (!image.partial()) {
            addMissingRam(capture.image().ram(), reasons);
        }
        addTables(kernel.problems().list(), rows, reasons);
        return new Completeness(List.copyOf(reasons));
    }

    private static void addHash(Capture capture, List<String> reasons) {
        String hash = capture.imageSha256();
        String claimed = capture.image().manifest().claimedSha256();
        if (hash == null && capture.image().notHashed() == null) {
            reasons.add("the image could not be hashed to its end: its custody cannot be proved");
        } else if (hash != null && claimed != null && !claimed.equals(hash)) {
            reasons.add("the manifest describes another image: the image has the SHA-256 %s, the manifest states %s"
                    .formatted(hash, claimed));
        }
    }

    private static void addMissingRam(Ram ram, List<String> reasons) {
        if (ram.covered() != null && ram.total() != null && ram.covered() < ram.total()) {
            reasons.add("the image holds %,d of the machine's %,d bytes of RAM: the content of the rest is unknown"
                    .formatted(ram.covered(), ram.total()));
        }
    }

    private static void addTables(List<Problem> problems, Map<String, Long> rows, List<String> reasons) {
        rows.forEach((table, count) -> {
            if (count == 0) {
                problems.stream()
                        .filter(problem -> problem.table().equals(table))
                        .findFirst()
                        .ifPresent(problem -> reasons.add("no row of the table %s could be read (%s: %s)"
                                .formatted(table, problem.doing(), problem.why())));
            }
        });
        problems.stream()
                .filter(Problem::endsTable)
                .forEach(problem -> reasons.add("the table " + problem.table() + " is not whole: " + problem.why()));
    }
}
