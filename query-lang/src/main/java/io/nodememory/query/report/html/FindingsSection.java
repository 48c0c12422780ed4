package io.nodememory.query.report.html;

import io.nodememory.query.ResultColumn;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.Finding;
import io.nodememory.query.check.FindingText;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.PolicyRule;
import io.nodememory.query.policy.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the findings by pod, and the undecided rules. */
final class FindingsSection {
    /** Characters of a cell above which the browser can break it anywhere. */
    private static final int MOST_UNBROKEN = 32;

    private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{64}");
    private static final String NODE = "The node itself";

    private final HtmlWriter page;
    private final CheckResult result;
    private final Map<String, String> containers;

    /** @param containers places by the ids of their containers */
    FindingsSection(HtmlWriter page, CheckResult result, Map<String, String> containers) {
        this.page = page;
        this.result = result;
        this.containers = containers;
    }

    void write() throws IOException {
        findings();
        undecided();
    }

    private void findings() throws IOException {
        page.section("findings", "Findings");
        Map<String, Map<RuleResult, List<Finding>>> places = byPlace();
        if (places.isEmpty()) {
            page.element("p", "", "No rule found anything.");
        }
        for (String limit : result.limits()) {
            page.element("p", "note", "There may be more: " + limit + ".");
        }
        for (Map.Entry<String, Map<RuleResult, List<Finding>>> place : places.entrySet()) {
            page.raw("<article><h3>").text(place.getKey()).raw("</h3>\n");
            for (Map.Entry<RuleResult, List<Finding>> rule : place.getValue().entrySet()) {
                rule(rule.getKey(), rule.getValue());
            }
            page.raw("</article>\n");
        }
        page.endSection();
    }

    /** The findings by place; places and their rules are ordered by severity, highest first. */
    private Map<String, Map<RuleResult, List<Finding>>> byPlace() {
        List<RuleResult> failed = result.results().stream()
                .filter(rule -> rule.outcome() == Outcome.FAIL)
                .sorted(Comparator.comparing(rule -> rule.rule().rule().severity()))
                .toList();
        Map<String, Map<RuleResult, List<Finding>>> places = new LinkedHashMap<>();
        for (RuleResult rule : failed) {
            if (rule.findings().isEmpty()) {
                places.computeIfAbsent(NODE, place -> new LinkedHashMap<>()).put(rule, List.of());
            }
            for (Finding finding : rule.findings()) {
                places.computeIfAbsent(place(rule, finding), place -> new LinkedHashMap<>())
                        .computeIfAbsent(rule, r -> new ArrayList<>())
                        .add(finding);
            }
        }
        return places;
    }

    /** The pod of the process, or else the pod in the row. */
    private String place(RuleResult rule, Finding finding) {
        if (finding.subject() != null) {
            return finding.subject().container() == null
                    ? NODE
                    : capital(finding.subject().place());
        }
        String namespace = value(rule, finding, "pod_namespace");
        String pod = value(rule, finding, "pod_name");
        String container = value(rule, finding, "container_name");
        if (pod == null) {
            return byContainerId(finding);
        }
        return "Pod " + (namespace == null ? "" : namespace + "/") + pod
                + (container == null ? "" : ", container " + container);
    }

    /** The place of the container whose id is in a path of the row. */
    private String byContainerId(Finding finding) {
        for (Object value : finding.row()) {
            Matcher id = CONTAINER_ID.matcher(String.valueOf(value));
            while (id.find()) {
                if (containers.containsKey(id.group())) {
                    return capital(containers.get(id.group()));
                }
            }
        }
        return NODE;
    }

    /** The value of the column whose last word is {@code name}, or the only element of a list. */
    private static String value(RuleResult rule, Finding finding, String name) {
        for (int i = 0; i < rule.columns().size(); i++) {
            String column = rule.columns().get(i).name();
            String last = column.substring(column.lastIndexOf('.') + 1);
            Object value = finding.row().get(i);
            if (value instanceof List<?> list && last.equals(name + "s")) {
                return list.size() == 1 && list.get(0) != null ? String.valueOf(list.get(0)) : null;
            } else if (value != null && last.equals(name)) {
                return String.valueOf(value);
            }
        }
        return null;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void rule(RuleResult broken, List<Finding> findings) throws IOException {
        PolicyRule rule = broken.rule().rule();
        page.raw("<div class=\"rule " + word(rule.severity()) + "\">\n<h4>");
        page.element("span", "badge " + word(rule.severity()), rule.severity())
                .raw(" ")
                .text(rule.id());
        if (!rule.attack().isEmpty()) {
            page.raw(" ").element("span", "attack", "ATT&CK " + String.join(", ", rule.attack()));
        }
        page.raw("</h4>\n").element("p", "", rule.because());
        if (!findings.isEmpty()) {
            rows(broken, findings);
        }
        if (broken.truncated()) {
            page.element("p", "note", "This rule has more findings than the report contains.");
        }
        if (!rule.remedy().isEmpty()) {
            page.raw("<p class=\"remedy\"><b>Remedy</b> ").text(rule.remedy()).raw("</p>\n");
        }
        for (RuleResult.Excused excused : broken.excused()) {
            page.element(
                    "p",
                    "note",
                    excused.rows() + " excused until " + excused.waiver().until() + ": "
                            + excused.waiver().because());
        }
        for (String why : broken.undecided()) {
            if (!result.limits().contains(why)) {
                page.element("p", "note", "There may be more: " + why);
            }
        }
        for (String note : broken.notes()) {
            page.element("p", "note", note);
        }
        page.raw("</div>\n");
    }

    private void rows(RuleResult rule, List<Finding> findings) throws IOException {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < rule.columns().size(); i++) {
            int column = i;
            if (findings.stream().anyMatch(finding -> finding.row().get(column) != null)) {
                shown.add(i);
            }
        }
        List<String> heads = new ArrayList<>();
        if (result.baseline() != null) {
            heads.add("");
        }
        shown.forEach(i -> heads.add(rule.columns().get(i).name()));
        page.table("rows", heads);
        for (Finding finding : findings) {
            page.raw("<tr>");
            if (result.baseline() != null) {
                page.raw("<td>");
                if (Boolean.TRUE.equals(finding.isNew())) {
                    page.element("span", "badge fresh", "NEW");
                }
                page.raw("</td>");
            }
            for (int i : shown) {
                ResultColumn column = rule.columns().get(i);
                Object value = finding.row().get(i);
                String text = value == null ? "" : FindingText.text(column, value);
                page.element("td", text.length() > MOST_UNBROKEN ? "long" : "", text);
            }
            page.raw("</tr>\n");
        }
        page.endTable();
    }

    private void undecided() throws IOException {
        Map<List<String>, List<RuleResult>> byReason = result.undecidedRules().stream()
                .collect(Collectors.groupingBy(RuleResult::undecided, LinkedHashMap::new, Collectors.toList()));
        if (byReason.isEmpty()) {
            return;
        }
        page.section("undecided", "Not decided");
        page.element(
                "p",
                "",
                "These rules could not be decided, because evidence is missing. Undecided does not mean clean.");
        for (Map.Entry<List<String>, List<RuleResult>> group : byReason.entrySet()) {
            page.raw("<div class=\"rule undecided\">");
            for (String why : group.getKey()) {
                page.element("p", "", capital(why));
            }
            page.raw("<ul class=\"names\">");
            for (RuleResult rule : group.getValue()) {
                page.element("li", "", rule.rule().rule().id());
            }
            page.raw("</ul></div>\n");
        }
        page.endSection();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The number of findings of a severity. */
    static long count(CheckResult result, Severity severity) {
        return result.results().stream()
                .filter(rule -> rule.rule().rule().severity() == severity)
                .mapToLong(RuleResult::count)
                .sum();
    }
}
