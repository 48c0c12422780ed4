package io.nodememory.query.report.html;

import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.RuleResult;
import io.nodememory.query.policy.PolicyRule;
import java.io.IOException;
import java.util.List;

/** Writes the list of all rules, which shows what a pass covers. */
final class RulesSection {
    private RulesSection() {}

    static void write(HtmlWriter page, CheckResult result) throws IOException {
        page.section("rules", "All rules");
        page.raw("<details><summary>")
                .text(result.results().size() + " rules and their outcomes")
                .raw("</summary>\n")
                .table("rows", List.of("Outcome", "Severity", "Rule", "What it is about", "Findings", "ATT&CK"));
        for (RuleResult rule : result.results()) {
            PolicyRule text = rule.rule().rule();
            String outcome = FindingsSection.word(rule.outcome());
            page.raw("<tr><td>")
                    .element("span", "badge " + outcome, rule.outcome())
                    .raw("</td>")
                    .element("td", "", FindingsSection.word(text.severity()))
                    .element("td", "", text.id())
                    .element("td", "", text.because())
                    .element("td", "number", rule.count())
                    .element("td", "", String.join(", ", text.attack()))
                    .raw("</tr>\n");
        }
        page.endTable().raw("</details>\n").endSection();
    }
}
