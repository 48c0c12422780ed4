package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.GroovySyntax;
import io.nodememory.query.syntax.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a policy and its includes. */
public final class PolicyReader {
    /** Limit of one file in characters; include splits a larger policy into files. */
    private static final int MAX_LENGTH = 128 * 1024;
    /** Depth of braces down to which several statements are allowed: rule('…') { except { statements } }. */
    private static final int STATEMENT_DEPTH = 2;

    private static final int MAX_INCLUDES = 100;
    private static final String WORDS = "rule, expect, except, list, parameter, gate and include";

    private final PolicyFiles files;
    private final Map<String, RuleText> rules = new LinkedHashMap<>();
    private final Map<String, ListText> lists = new HashMap<>();
    private final List<RuleText> waivers = new ArrayList<>();
    private final List<QualityGate> gates = new ArrayList<>();
    private final Set<String> included = new HashSet<>();
    private final List<String> including = new ArrayList<>();

    /** A call, and the text that contains it. */
    private record RuleText(SourceText source, Syntax.Call call) {}

    /** @param depth of the including files: 0 for the policy itself */
    private record ListText(int depth, PolicyList list) {}

    private PolicyReader(PolicyFiles files) {
        this.files = files;
    }

    /**
     * Reads a policy.
     *
     * @param name of a built-in policy or a file
     * @throws QueryException with file, line and column
     * @throws BadInputException if there is no such policy
     */
    public static Policy read(String name) {
        if (BuiltInPolicies.has(name)) {
            return builtInPolicy(name);
        }
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            throw missing(name);
        }
        try {
            Path real = file.toRealPath();
            PolicyReader reader = new PolicyReader(new PolicyFiles.Folder(real.getParent()));
            reader.file(real.toString(), name);
            return reader.policy(name);
        } catch (IOException e) {
            throw new BadInputException("cannot read the policy " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a policy from texts of another machine, such as the workspace of an agent.
     *
     * @param name of a built-in policy or one of {@code files}
     * @param files the files that the policy can include, by path relative to one folder, with {@code /}
     * @throws QueryException with file, line and column
     * @throws BadInputException if there is no such policy
     */
    public static Policy read(String name, Map<String, String> files) {
        if (BuiltInPolicies.has(name)) {
            return builtInPolicy(name);
        } else if (!files.containsKey(name)) {
            throw missing(name);
        }
        PolicyReader reader = new PolicyReader(new PolicyFiles.Given(Map.copyOf(files)));
        reader.file(name, name);
        return reader.policy(name);
    }

    private static Policy builtInPolicy(String name) {
        PolicyReader reader = new PolicyReader(new PolicyFiles.None());
        reader.builtIn(name);
        return reader.policy(name);
    }

    private static BadInputException missing(String name) {
        return new BadInputException("there is no policy '" + name + "': name a file, or a built-in policy ("
                + String.join(", ", BuiltInPolicies.NAMES) + ")");
    }

    private Policy policy(String name) {
        Map<String, PolicyList> values = new HashMap<>();
        lists.forEach((list, text) -> values.put(list, text.list()));
        Map<String, List<RuleText>> outside = new HashMap<>();
        for (RuleText waiver : waivers) {
            String id = RuleReader.id(waiver.source(), waiver.call());
            if (!rules.containsKey(id)) {
                throw new QueryException(
                        waiver.source(), waiver.call().at(), "there is no rule '" + id + "' for this exception");
            }
            outside.computeIfAbsent(id, key -> new ArrayList<>()).add(waiver);
        }
        List<PolicyRule> read = new ArrayList<>();
        rules.forEach((id, text) -> {
            RuleReader reader = new RuleReader(text.source());
            List<Waiver> more = outside.getOrDefault(id, List.of()).stream()
                    .map(w -> new RuleReader(w.source()).waiver(w.call()))
                    .toList();
            read.add(reader.rule(text.call(), more));
        });
        return new Policy(name, List.copyOf(read), Map.copyOf(values), List.copyOf(gates));
    }

    private void builtIn(String name) {
        text(new SourceText(name, BuiltInPolicies.text(name)), null, name);
    }

    private void file(String file, String shown) {
        text(new SourceText(shown, files.read(file)), file, file);
    }

    private void text(SourceText source, String file, String key) {
        included.add(key);
        including.add(key);
        for (Syntax statement : GroovySyntax.parse(source, MAX_LENGTH, STATEMENT_DEPTH)) {
            if (!(statement instanceof Syntax.Call call) || call.on() != null) {
                throw new QueryException(source, statement.at(), "a policy consists of " + WORDS);
            }
            switch (call.name()) {
                case "rule", "expect" -> rule(source, call);
                case "except" -> waivers.add(new RuleText(source, call));
                case "list" -> list(source, file, call);
                case "parameter" -> parameter(source, call);
                case "gate" -> gates.add(GateReader.read(source, call));
                case "include" -> include(source, file, call);
                default ->
                    throw new QueryException(
                            source, call.at(), "there is no '" + call.name() + "'; a policy consists of " + WORDS);
            }
        }
        including.remove(including.size() - 1);
    }

    private void rule(SourceText source, Syntax.Call call) {
        String id = RuleReader.id(source, call);
        if (rules.putIfAbsent(id, new RuleText(source, call)) != null) {
            throw new QueryException(source, call.at(), "there are two rules '" + id + "'");
        }
    }

    private void include(SourceText source, String file, Syntax.Call call) {
        String name = RuleReader.text(source, call);
        if (BuiltInPolicies.has(name)) {
            if (notYet(source, call, name)) {
                builtIn(name);
            }
            return;
        }
        String real = beside(source, file, call, name);
        if (notYet(source, call, real)) {
            file(real, name);
        }
    }

    private boolean notYet(SourceText source, Syntax.Call call, String key) {
        if (including.contains(key)) {
            throw new QueryException(source, call.at(), "this file includes itself through other files");
        } else if (included.size() > MAX_INCLUDES) {
            throw new QueryException(source, call.at(), "too many files: at most " + MAX_INCLUDES + " are included");
        }
        return !included.contains(key);
    }

    private String beside(SourceText source, String file, Syntax.Call call, String name) {
        try {
            return files.resolve(file, name);
        } catch (BadInputException e) {
            throw new QueryException(source, call.at(), e.getMessage());
        }
    }

    private void list(SourceText source, String file, Syntax.Call call) {
        boolean named = !call.named().isEmpty();
        if (call.arguments().size() != (named ? 1 : 2)
                || !(call.arguments().get(0) instanceof Syntax.Literal literal)
                || !(literal.value() instanceof String name)) {
            throw new QueryException(
                    source, call.at(), "a list is written list('name', ['a', 'b']) or list('name', file: 'names.txt')");
        }
        List<?> values = named
                ? lines(source, file, call)
                : items(source, call.arguments().get(1));
        keep(source, call, name, values);
    }

    private void parameter(SourceText source, Syntax.Call call) {
        if (call.arguments().size() != 2
                || !call.named().isEmpty()
                || !(call.arguments().get(0) instanceof Syntax.Literal literal)
                || !(literal.value() instanceof String name)) {
            throw new QueryException(source, call.at(), "a parameter is written parameter('name', 30)");
        }
        keep(source, call, name, value(source, call.arguments().get(1)));
    }

    private static Object value(SourceText source, Syntax syntax) {
        if (!(syntax instanceof Syntax.Literal literal)
                || !(literal.value() instanceof String || literal.value() instanceof Long)) {
            throw new QueryException(source, syntax.at(), "lists and parameters hold texts and whole numbers");
        }
        return literal.value();
    }

    /** Keeps a value; the value of the file nearest to the policy itself wins. */
    private void keep(SourceText source, Syntax.Call call, String name, Object value) {
        int depth = including.size() - 1;
        ListText before = lists.get(name);
        if (before != null && depth == before.depth()) {
            throw new QueryException(source, call.at(), "there are two lists or parameters '" + name + "'");
        } else if (before == null || depth < before.depth()) {
            lists.put(name, new ListText(depth, new PolicyList(source, call.at(), value)));
        }
    }

    private List<?> lines(SourceText source, String file, Syntax.Call call) {
        Syntax.Entry entry = call.named().get(0);
        if (call.named().size() > 1
                || !entry.name().equals("file")
                || !(entry.value() instanceof Syntax.Literal literal)
                || !(literal.value() instanceof String name)) {
            throw new QueryException(
                    source, entry.at(), "a list from a file is written list('name', file: 'names.txt')");
        }
        String real = beside(source, file, call, name);
        try {
            return files.read(real)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (BadInputException e) {
            throw new QueryException(source, entry.at(), e.getMessage());
        }
    }

    private static List<?> items(SourceText source, Syntax syntax) {
        if (!(syntax instanceof Syntax.Items items)) {
            throw new QueryException(source, syntax.at(), "a list's values are written ['a', 'b']");
        }
        return items.items().stream().map(item -> value(source, item)).toList();
    }
}
