package io.nodememory.query.policy;

import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads the bodies of {@code rule('id') { … }}, {@code expect('id') { … }} and {@code except { … }}. */
final class RuleReader {
    private final SourceText source;
    private Severity severity = Severity.MEDIUM;
    private String because;
    private String remedy = "";
    private final List<String> attack = new ArrayList<>();
    private final List<Waiver> waivers = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private Syntax test;
    private PolicyRule.Need need;

    RuleReader(SourceText source) {
        this.source = source;
    }

    /** The id in {@code rule('id') { … }}. */
    static String id(SourceText source, Syntax.Call call) {
        boolean valid = call.arguments().size() == 2
                && call.named().isEmpty()
                && call.arguments().get(0) instanceof Syntax.Literal
                && call.arguments().get(1) instanceof Syntax.Closure;
        if (valid && ((Syntax.Literal) call.arguments().get(0)).value() instanceof String id && !id.isBlank()) {
            return id;
        }
        throw new QueryException(source, call.at(), "this is written " + call.name() + "('name of the rule') { … }");
    }

    /** The text in {@code because '…'}. */
    static String text(SourceText source, Syntax.Call call) {
        if (call.arguments().size() == 1
                && call.named().isEmpty()
                && call.arguments().get(0) instanceof Syntax.Literal literal
                && literal.value() instanceof String text
                && !text.isBlank()) {
            return text;
        }
        throw new QueryException(source, call.at(), "'" + call.name() + "' needs one text: " + call.name() + " '…'");
    }

    PolicyRule rule(Syntax.Call call, List<Waiver> more) {
        boolean expected = call.name().equals("expect");
        Syntax.Closure body = (Syntax.Closure) call.arguments().get(1);
        for (Syntax statement : body.statements()) {
            statement(statement, expected);
        }
        if (test == null) {
            throw error(
                    call,
                    expected ? "this expects nothing: write QUERY.empty" : "this forbids nothing: write forbid QUERY");
        }
        waivers.addAll(more);
        String id = id(source, call);
        return new PolicyRule(
                id,
                severity,
                because == null ? id : because,
                remedy,
                List.copyOf(attack),
                source,
                call.at(),
                test,
                expected,
                List.copyOf(waivers),
                need);
    }

    private void statement(Syntax statement, boolean expected) {
        Syntax.Call word = word(statement);
        if (word == null) {
            if (!expected) {
                throw error(statement, "a rule holds severity, because, remedy, attack, needs, forbid and except");
            }
            test(statement, statement);
            return;
        }
        if (!word.name().equals("except") && !word.name().equals("forbid")) {
            if (seen.contains(word.name())) {
                throw error(word, "there are two '" + word.name() + "' in this rule");
            }
            seen.add(word.name());
        }
        switch (word.name()) {
            case "severity" -> severity = severity(word);
            case "because" -> because = text(source, word);
            case "remedy" -> remedy = text(source, word);
            case "attack" -> attack(word);
            case "needs" -> need = need(word);
            case "except" -> waivers.add(waiver(word));
            case "forbid" -> {
                if (expected) {
                    throw error(
                            word, "'forbid' is valid in rule('…') { … } only; expect takes a condition that must hold");
                }
                test(word, forbidden(statement));
            }
            default ->
                throw error(
                        word,
                        "there is no '" + word.name()
                                + "'; a rule holds severity, because, remedy, attack, needs, forbid and except");
        }
    }

    /** The word that begins a statement; null for an expression that begins with a table. */
    private static Syntax.Call word(Syntax statement) {
        Syntax first = statement;
        while (true) {
            if (first instanceof Syntax.Call call && call.on() != null) {
                first = call.on();
            } else if (first instanceof Syntax.Property property) {
                first = property.of();
            } else {
                return first instanceof Syntax.Call call ? call : null;
            }
        }
    }

    /**
     * The query in {@code forbid QUERY}. Groovy parses {@code forbid (a - b).by(name)} as {@code forbid(a - b).by(name)}, so the
     * operations after the call belong to the query.
     */
    private Syntax forbidden(Syntax statement) {
        if (statement instanceof Syntax.Call call && call.on() != null) {
            return new Syntax.Call(call.at(), forbidden(call.on()), call.name(), call.arguments(), call.named());
        } else if (statement instanceof Syntax.Property property) {
            return new Syntax.Property(property.at(), forbidden(property.of()), property.name());
        }
        Syntax.Call forbid = (Syntax.Call) statement;
        if (forbid.arguments().size() != 1 || !forbid.named().isEmpty()) {
            throw error(forbid, "'forbid' needs one query: forbid tasks.where { uid == 0 }");
        }
        return forbid.arguments().get(0);
    }

    private void test(Syntax at, Syntax query) {
        if (test != null) {
            throw error(at, "a rule has one query; write two rules");
        }
        test = query;
    }

    private Severity severity(Syntax.Call call) {
        String all = Arrays.stream(Severity.values()).map(Enum::name).collect(Collectors.joining(", "));
        if (call.arguments().size() == 1) {
            Syntax argument = call.arguments().get(0);
            String word = argument instanceof Syntax.Name name
                    ? name.name()
                    : argument instanceof Syntax.Literal literal ? String.valueOf(literal.value()) : "";
            for (Severity known : Severity.values()) {
                if (known.name().equals(word.toUpperCase(Locale.ROOT))) {
                    return known;
                }
            }
        }
        throw error(call, "a severity is one of " + all);
    }

    private void attack(Syntax.Call call) {
        for (Syntax argument : call.arguments()) {
            boolean valid = argument instanceof Syntax.Literal literal
                    && literal.value() instanceof String id
                    && id.matches("T[0-9]{4}(\\.[0-9]{3})?");
            if (!valid) {
                throw error(argument, "an ATT&CK technique is written 'T1611' or 'T1055.012'");
            }
            attack.add((String) ((Syntax.Literal) argument).value());
        }
        if (attack.isEmpty() || !call.named().isEmpty()) {
            throw error(call, "'attack' needs the id of a technique: attack 'T1611'");
        }
    }

    /** Reads {@code needs('a prerequisite') { a condition }}. */
    private PolicyRule.Need need(Syntax.Call call) {
        if (call.arguments().size() == 2
                && call.named().isEmpty()
                && call.arguments().get(0) instanceof Syntax.Literal literal
                && literal.value() instanceof String what
                && !what.isBlank()
                && call.arguments().get(1) instanceof Syntax.Closure body
                && body.statements().size() == 1) {
            return new PolicyRule.Need(what, body.statements().get(0));
        }
        throw error(call, "this is written needs('a prerequisite') { QUERY.count() > 0 }");
    }

    /** Reads {@code except { until '2027-01-01'; because '…'; where { … } }}. */
    Waiver waiver(Syntax.Call call) {
        Syntax last = call.arguments().isEmpty()
                ? call
                : call.arguments().get(call.arguments().size() - 1);
        if (!(last instanceof Syntax.Closure body)) {
            throw error(call, "an exception is written except { until '2027-01-01'; because '…'; where { … } }");
        }
        Instant until = null;
        String why = null;
        Syntax.Closure where = null;
        for (Syntax statement : body.statements()) {
            Syntax.Call word = statement instanceof Syntax.Call c && c.on() == null ? c : null;
            String name = word == null ? "" : word.name();
            if (name.equals("until") && until == null) {
                until = date(word);
            } else if (name.equals("because") && why == null) {
                why = text(source, word);
            } else if (name.equals("where") && where == null && word.isClosureCall()) {
                where = (Syntax.Closure) word.arguments().get(0);
            } else {
                throw error(statement, "an exception holds until, because and where, each once");
            }
        }
        if (until == null || why == null || where == null || where.statements().size() != 1) {
            throw error(call, "an exception needs until '2027-01-01', because '…' and where { one condition }");
        }
        return new Waiver(source, call.at(), until, why, where);
    }

    private Instant date(Syntax.Call call) {
        try {
            return LocalDate.parse(text(source, call))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new QueryException(source, call.at(), "a date is written '2027-01-01' (it begins at 00:00 UTC)");
        }
    }

    private QueryException error(Syntax at, String problem) {
        return new QueryException(source, at.at(), problem);
    }
}
