package io.nodememory.query.policy;

import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import java.util.List;

/**
 * A rule in the text of a policy.
 *
 * @param because the reason, in one sentence
 * @param remedy the action after a finding; empty if the policy has none
 * @param attack ids of MITRE ATT&amp;CK techniques
 * @param source the text that contains the rule
 * @param at its offset in that text, in characters
 * @param expected whether {@code test} is a condition that must hold ({@code expect}), and not a query that must have no row
 * @param need null for none
 */
public record PolicyRule(
        String id,
        Severity severity,
        String because,
        String remedy,
        List<String> attack,
        SourceText source,
        int at,
        Syntax test,
        boolean expected,
        List<Waiver> waivers,
        Need need) {
    /**
     * The prerequisite of a rule.
     *
     * @param what its description, such as "the kernel's own file"
     * @param holds the condition that it exists
     */
    public record Need(String what, Syntax holds) {}
}
