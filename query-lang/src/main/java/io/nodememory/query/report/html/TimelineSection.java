package io.nodememory.query.report.html;

import io.nodememory.query.report.html.ReportFacts.Program;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the start times of processes between boot and capture: one line for the node and one for each container. */
final class TimelineSection {
    private static final int MOST_LINES = 40;
    private static final int LATEST = 15;
    private static final int LEFT = 360;
    private static final int WIDTH = 600;
    private static final int LINE = 22;
    private static final int LABEL = 52;

    private final HtmlWriter page;
    private final ReportFacts evidence;
    private final Map<Long, List<String>> rules;

    /** @param rules ids of the broken rules, by the pid of the process */
    TimelineSection(HtmlWriter page, ReportFacts evidence, Map<Long, List<String>> rules) {
        this.page = page;
        this.evidence = evidence;
        this.rules = rules;
    }

    void write() throws IOException {
        List<Program> programs = evidence.processes().stream()
                .filter(p -> !p.kernelThread() && p.started() != null)
                .toList();
        if (programs.isEmpty()) {
            return;
        }
        page.section("timeline", "Starts");
        Instant first = evidence.bootTime() == null ? programs.get(0).started() : evidence.bootTime();
        Instant last = programs.get(programs.size() - 1).started();
        if (evidence.capturedAt() != null && evidence.capturedAt().isAfter(last)) {
            last = evidence.capturedAt();
        }
        chart(programs, first, last);
        latest(programs);
        page.endSection();
    }

    private void chart(List<Program> programs, Instant first, Instant last) throws IOException {
        Map<String, List<Program>> lines = new LinkedHashMap<>();
        lines.put("the node", new ArrayList<>());
        for (Program process : programs) {
            String line = process.place() == null ? "the node" : process.briefPlace();
            if (lines.containsKey(line) || lines.size() < MOST_LINES) {
                lines.computeIfAbsent(line, l -> new ArrayList<>()).add(process);
            }
        }
        int height = LINE * (lines.size() + 2);
        page.raw("<div class=\"scroll\"><svg viewBox=\"0 0 " + (LEFT + WIDTH + 60) + " " + height
                + "\" role=\"img\" aria-label=\"When processes were started\">\n");
        long span = Math.max(1, Duration.between(first, last).toMillis());
        int y = LINE;
        for (Map.Entry<String, List<Program>> line : lines.entrySet()) {
            page.raw("<text class=\"label\" x=\"" + (LEFT - 12) + "\" y=\"" + (y + 4) + "\">")
                    .text(shortened(line.getKey()))
                    .raw("</text><line x1=\"" + LEFT + "\" x2=\"" + (LEFT + WIDTH) + "\" y1=\"" + y + "\" y2=\"" + y
                            + "\"/>\n");
            for (Program process : line.getValue()) {
                dot(process, first, span, y);
            }
            y += LINE;
        }
        axis(first, last, y);
        page.raw("</svg></div>\n");
    }

    private void dot(Program process, Instant first, long span, int y) throws IOException {
        long at = Math.max(
                0, Math.min(span, Duration.between(first, process.started()).toMillis()));
        boolean hit = rules.containsKey(process.pid());
        page.raw("<circle class=\"" + (hit ? "hit" : "start") + "\" cx=\""
                        + String.format(Locale.ROOT, "%.1f", LEFT + (double) WIDTH * at / span) + "\" cy=\"" + y
                        + "\" r=\""
                        + (hit ? 5 : 3.5) + "\"><title>")
                .text(process.name() + " (" + process.pid() + ") "
                        + process.started().truncatedTo(ChronoUnit.MILLIS))
                .raw("</title></circle>\n");
    }

    private void axis(Instant first, Instant last, int y) throws IOException {
        page.raw("<text class=\"axis\" x=\"" + LEFT + "\" y=\"" + (y + 4) + "\">")
                .text("started " + seconds(first))
                .raw("</text><text class=\"axis end\" x=\"" + (LEFT + WIDTH) + "\" y=\"" + (y + 4) + "\">")
                .text("captured " + seconds(last))
                .raw("</text>\n");
    }

    private void latest(List<Program> programs) throws IOException {
        List<Program> latest = programs.stream()
                .sorted(Comparator.comparing(Program::started).reversed())
                .limit(LATEST)
                .toList();
        page.raw("<h3>Latest starts</h3>\n").table("rows", List.of("Started", "PID", "Name", "Executable", "Where"));
        for (Program process : latest) {
            page.raw(rules.containsKey(process.pid()) ? "<tr class=\"hit\">" : "<tr>");
            page.element("td", "time", seconds(process.started()));
            page.element("td", "number", process.pid());
            page.element("td", "", process.name());
            page.element("td", "", process.executable() == null ? "" : process.executable());
            page.element("td", "", process.place() == null ? "the node" : process.briefPlace());
            page.raw("</tr>\n");
        }
        page.endTable();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
    }

    private static String shortened(String label) {
        return label.codePointCount(0, label.length()) <= LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, LABEL - 1)) + "…";
    }
}
