package io.nodememory.query.policy;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.query.Query;
import io.nodememory.query.QueryEngine;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.syntax.Syntax;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Translates the test of a rule to queries: the rows that break it, and the rows that are excused. */
final class RuleCompiler {
    /** Operations after the rows that an exception filters: its condition uses the columns before them. */
    private static final Set<String> SHAPING = Set.of("select", "orderBy", "limit", "distinct", "by", "count");

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final PolicyRule rule;
    private final QueryEngine engine;

    private RuleCompiler(PolicyRule rule, QueryEngine engine) {
        this.rule = rule;
        this.engine = engine;
    }

    static CompiledRule compile(String policy, PolicyRule rule, QueryEngine engine, Instant now) {
        return new RuleCompiler(rule, engine).compile(policy, now);
    }

    private CompiledRule compile(String policy, Instant now) {
        List<Waiver> holding = rule.waivers().stream().filter(w -> w.holds(now)).toList();
        List<Waiver> expired =
                rule.waivers().stream().filter(w -> !w.holds(now)).toList();
        Syntax rows = rule.expected() ? rowsOfExpectation(rule.test()) : rule.test();
        if (rows == null && !rule.waivers().isEmpty()) {
            throw new QueryException(
                    rule.waivers().get(0).source(),
                    rule.waivers().get(0).at(),
                    "an exception needs a rule about rows: forbid QUERY, or expect with QUERY.empty or QUERY.count()");
        }
        // Each exception is compiled alone first, so that an error points at the text of the policy.
        expired.forEach(waiver -> query(excused(rows, waiver), waiver));
        List<CompiledRule.Excused> excused = new ArrayList<>();
        for (Waiver waiver : holding) {
            excused.add(new CompiledRule.Excused(waiver, query(excused(rows, waiver), waiver)));
        }
        if (!rule.expected() || isEmptiness(rule.test())) {
            Query findings = engine.compile(rule.source(), unexcused(rows, holding));
            refuseAnswer(findings);
            return new CompiledRule(policy, rule, findings, null, need(), excused, expired);
        }
        Syntax condition = rows == null
                ? rule.test()
                : replaceCounted((Syntax.Binary) rule.test(), counted -> unexcused(counted, holding));
        Query findings = rows == null ? null : engine.compile(rule.source(), unexcused(rows, holding));
        Query answer = yesOrNo("expect", rule.test(), condition);
        return new CompiledRule(policy, rule, findings, answer, need(), excused, expired);
    }

    private Query need() {
        return rule.need() == null
                ? null
                : yesOrNo("needs", rule.need().holds(), rule.need().holds());
    }

    private Query yesOrNo(String word, Syntax written, Syntax condition) {
        Query answer = engine.compile(rule.source(), condition);
        if (!answer.isAnswer() || answer.columns().get(0).kind() != Kind.BOOLEAN) {
            throw new QueryException(
                    rule.source(), written.at(), word + " takes a yes or no, such as QUERY.empty or QUERY.count() < 3");
        }
        return answer;
    }

    /** Rejects a single answer in {@code forbid}: a yes or no, or a number, would always be one row. */
    private void refuseAnswer(Query findings) {
        if (!rule.expected() && findings.isAnswer()) {
            throw new QueryException(
                    rule.source(),
                    rule.test().at(),
                    "forbid takes a query of rows, and this query has one answer; use expect('" + rule.id()
                            + "') { … }");
        }
    }

    private Query query(Syntax syntax, Waiver waiver) {
        return engine.compile(waiver.source(), syntax);
    }

    private static boolean isEmptiness(Syntax test) {
        return (test instanceof Syntax.Property property && property.name().equals("empty"))
                || (test instanceof Syntax.Call call
                        && call.on() != null
                        && call.name().equals("isEmpty"));
    }

    /** The rows in {@code ROWS.empty} and {@code ROWS.count() <= 3}; null for other tests. */
    private static Syntax rowsOfExpectation(Syntax test) {
        if (isEmptiness(test)) {
            return test instanceof Syntax.Property property ? property.of() : ((Syntax.Call) test).on();
        }
        return test instanceof Syntax.Binary binary && COMPARISONS.contains(binary.operator())
                ? counted(binary.left())
                : null;
    }

    private static Syntax counted(Syntax syntax) {
        boolean counts = syntax instanceof Syntax.Call call
                && call.on() != null
                && Set.of("count", "size").contains(call.name())
                && call.arguments().isEmpty();
        return counts ? ((Syntax.Call) syntax).on() : null;
    }

    private static Syntax replaceCounted(Syntax.Binary test, UnaryOperator<Syntax> change) {
        Syntax.Call count = (Syntax.Call) test.left();
        Syntax changed =
                new Syntax.Call(count.at(), change.apply(count.on()), count.name(), count.arguments(), count.named());
        return new Syntax.Binary(test.at(), test.operator(), changed, test.right());
    }

    private static Syntax unexcused(Syntax rows, List<Waiver> waivers) {
        Syntax result = rows;
        for (Waiver waiver : waivers) {
            Syntax condition = waiver.where().statements().get(0);
            Syntax not = new Syntax.Not(condition.at(), condition);
            result = filtered(
                    result,
                    new Syntax.Closure(waiver.where().at(), waiver.where().parameter(), List.of(not)));
        }
        return result;
    }

    private static Syntax excused(Syntax rows, Waiver waiver) {
        return filtered(rows, waiver.where());
    }

    private static Syntax filtered(Syntax rows, Syntax.Closure condition) {
        if (rows instanceof Syntax.Call call && call.on() != null && SHAPING.contains(call.name())) {
            return new Syntax.Call(
                    call.at(), filtered(call.on(), condition), call.name(), call.arguments(), call.named());
        }
        return new Syntax.Call(condition.at(), rows, "where", List.of(condition), List.of());
    }
}
