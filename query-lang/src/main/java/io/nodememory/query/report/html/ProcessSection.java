package io.nodememory.query.report.html;

import io.nodememory.query.report.html.ReportFacts.Program;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the processes of the node as a tree of parents and children. */
final class ProcessSection {
    /** Limit of the indented levels; deeper processes are not indented further. */
    private static final int MOST_LEVELS = 24;
    /** Limit of a command line in characters. */
    private static final int MOST_COMMAND = 300;

    private final HtmlWriter page;
    private final ReportFacts evidence;
    private final Map<Long, List<String>> rules;
    private final Map<Long, List<Program>> children = new LinkedHashMap<>();

    /** @param rules ids of the broken rules, by the pid of the process */
    ProcessSection(HtmlWriter page, ReportFacts evidence, Map<Long, List<String>> rules) {
        this.page = page;
        this.evidence = evidence;
        this.rules = rules;
    }

    private record Place(Program process, String lead, boolean last, int level) {}

    void write() throws IOException {
        page.section("processes", "Processes");
        List<Program> programs =
                evidence.processes().stream().filter(p -> !p.kernelThread()).toList();
        int threads = evidence.processes().size() - programs.size();
        page.element(
                "p",
                "",
                programs.size() + " programs, " + threads + " threads of the kernel (omitted unless a rule names them)"
                        + (evidence.more() ? "; the node has more processes than the page contains" : ""));
        page.table("tree", List.of("Process", "PID", "User", "Started", "Where", "Command", "Rules broken"));
        Deque<Place> open = new ArrayDeque<>();
        push(open, roots(), "", 0);
        Set<Long> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Place place = open.pop();
            if (seen.add(place.process().pid())) {
                row(place);
                String lead = place.level() == 0 || place.level() > MOST_LEVELS
                        ? place.lead()
                        : place.lead() + (place.last() ? "   " : "│  ");
                push(open, children.getOrDefault(place.process().pid(), List.of()), lead, place.level() + 1);
            }
        }
        page.endTable().endSection();
    }

    /** The roots: processes without a parent, and processes in a cycle of parents, which a forged image can contain. */
    private List<Program> roots() {
        Map<Long, Program> shown = new HashMap<>();
        for (Program process : evidence.processes()) {
            if (!process.kernelThread() || rules.containsKey(process.pid())) {
                shown.put(process.pid(), process);
            }
        }
        List<Program> roots = new ArrayList<>();
        for (Program process : evidence.processes()) {
            if (!shown.containsKey(process.pid())) {
                continue;
            }
            boolean below = process.parent() != null && shown.containsKey(process.parent());
            if (below && !isItsOwnAncestor(process, shown)) {
                children.computeIfAbsent(process.parent(), parent -> new ArrayList<>())
                        .add(process);
            } else {
                roots.add(process);
            }
        }
        return roots;
    }

    private static boolean isItsOwnAncestor(Program process, Map<Long, Program> all) {
        Set<Long> seen = new HashSet<>();
        Program at = all.get(process.parent());
        while (at != null && at.parent() != null && seen.add(at.pid())) {
            if (at.pid() == process.pid()) {
                return true;
            }
            at = all.get(at.parent());
        }
        return false;
    }

    private static void push(Deque<Place> open, List<Program> processes, String lead, int level) {
        List<Program> reversed = new ArrayList<>(processes);
        Collections.reverse(reversed);
        for (int i = 0; i < reversed.size(); i++) {
            open.push(new Place(reversed.get(i), lead, i == 0, level));
        }
    }

    private void row(Place place) throws IOException {
        Program process = place.process();
        List<String> broken = rules.getOrDefault(process.pid(), List.of());
        page.raw(broken.isEmpty() ? "<tr>" : "<tr class=\"hit\">");
        String branch = place.level() == 0 ? "" : place.lead() + (place.last() ? "└─ " : "├─ ");
        page.raw("<td class=\"name\"><span class=\"branch\">")
                .raw(branch)
                .raw("</span>")
                .text(process.name())
                .raw("</td>");
        page.element("td", "number", process.pid());
        page.element("td", "number", process.user() == null ? "" : process.user());
        page.element(
                "td",
                "time",
                process.started() == null
                        ? ""
                        : process.started()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .replace('T', ' '));
        page.element("td", "", process.briefPlace());
        page.element("td", "command", command(process));
        page.element("td", "broken", String.join(", ", broken)).raw("</tr>\n");
    }

    private static String command(Program process) {
        boolean none = process.command() == null || process.command().isBlank();
        String command = none ? process.executable() : process.command().strip();
        if (command == null) {
            return "";
        }
        int end = command.offsetByCodePoints(0, Math.min(MOST_COMMAND, command.codePointCount(0, command.length())));
        return end < command.length() ? command.substring(0, end) + "…" : command;
    }
}
