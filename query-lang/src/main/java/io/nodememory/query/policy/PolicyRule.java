package io.nodememory.query.policy;

import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import java.util.List;

/**
 * A rule as a policy's text has it.
 *
 * @param because why it matters, in one sentence
 * @param remedy what to do about a finding; empty if the policy does not say
 * @param attack ids of MITRE ATT&amp;CK techniques
 * @param source the text it stands in
 * @param at where, in characters
 * @param expected whether {@code test} is expected to hold ({@code expect}) and not a query that must give no row
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
     * What has to be there before the rule can be asked at all.
     *
     * @param what in words, such as "the kernel's own file"
     * @param holds whether it is there
     */
    public record Need(String what, Syntax holds) {}
}
