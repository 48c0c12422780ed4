package io.nodememory.shell.analysis;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.query.text.VisibleText;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a summary of an analysis for people. */
public final class AnalysisSummary {
    private static final long MEBIBYTE = 1 << 20;

    private AnalysisSummary() {}

    /** @param place the store as messages name it */
    public static void print(PrintStream out, ImageAnalysis analysis, String place) {
        Capture capture = analysis.result().capture();
        Map<String, Long> rows = analysis.result().rows();
        line(
                out,
                "image",
                "%s: %s, %,d MiB of RAM"
                        .formatted(
                                capture.image().path(),
                                capture.image().format(),
                                capture.image().ram().covered() / MEBIBYTE));
        if (capture.image().notHashed() != null) {
            line(out, "hash", capture.image().notHashed() + "; use 'analyze --hash' to hash it");
        }
        line(
                out,
                "kernel",
                capture.kernel().banner() == null ? "unknown" : capture.kernel().banner());
        line(out, "symbols", capture.kernel().symbols());
        line(
                out,
                "rows",
                rows.entrySet().stream()
                        .filter(table -> !table.getKey().equals("problems"))
                        .map(table -> "%s %,d".formatted(table.getKey(), table.getValue()))
                        .collect(Collectors.joining(", ")));
        long problems = analysis.result().problems();
        line(
                out,
                "problems",
                problems == 0
                        ? "none"
                        : "%,d %s could not be read: see the table problems"
                                .formatted(problems, problems == 1 ? "thing" : "things"));
        for (String warning : analysis.completeness().reasons()) {
            line(out, "INCOMPLETE", warning);
        }
        line(
                out,
                "capture",
                "%d in %s, after %.1f s"
                        .formatted(capture.id(), place, analysis.took().toMillis() / 1000.0));
    }

    private static void line(PrintStream out, String name, String text) {
        out.printf("%-10s %s%n", name, VisibleText.escape(text));
    }
}
