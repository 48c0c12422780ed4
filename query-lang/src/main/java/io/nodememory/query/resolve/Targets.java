package io.nodememory.query.resolve;

import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.Join;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Constants;
import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.text.Nearest;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Resolves names and paths. */
final class Targets {
    private final Compilation compilation;

    Targets(Compilation compilation) {
        this.compilation = compilation;
    }

    /**
     * Resolves an expression.
     *
     * @param leaf the comparison that contains the expression, or null
     */
    Target of(Syntax syntax, Scope scope, Leaf leaf) {
        if (syntax instanceof Syntax.Name name) {
            return name(name, scope, false);
        } else if (syntax instanceof Syntax.Property property) {
            return property(property, scope, leaf, false);
        } else if (syntax instanceof Syntax.Call call) {
            return compilation.methods.call(call, scope, leaf);
        } else if (isDifference(syntax, scope)) {
            return new Target.Query(compilation.operations.difference((Syntax.Binary) syntax, scope));
        }
        return new Target.Value(compilation.values.operand(syntax, scope, leaf));
    }

    /** Resolves the part of a path before a dot. If a column and a join have one name, it means the join. */
    private Target beforeDot(Syntax syntax, Scope scope, Leaf leaf) {
        if (syntax instanceof Syntax.Name name) {
            return name(name, scope, true);
        } else if (syntax instanceof Syntax.Property property) {
            return property(property, scope, leaf, true);
        }
        return of(syntax, scope, leaf);
    }

    /** Whether {@code a - b} subtracts queries, and not numbers. */
    boolean isDifference(Syntax syntax, Scope scope) {
        return syntax instanceof Syntax.Binary binary && binary.operator().equals("-") && isQuery(binary.left(), scope);
    }

    private boolean isQuery(Syntax syntax, Scope scope) {
        Syntax first = syntax;
        while (true) {
            if (first instanceof Syntax.Property property) {
                first = property.of();
            } else if (first instanceof Syntax.Call call && call.on() != null) {
                first = call.on();
            } else if (first instanceof Syntax.Binary binary
                    && binary.operator().equals("-")) {
                first = binary.left();
            } else {
                break;
            }
        }
        if (!(first instanceof Syntax.Name name)
                || inScopes(name.name(), scope, false).isPresent()) {
            return false;
        }
        return name.name().equals("baseline")
                || compilation.catalogue().table(name.name()).isPresent();
    }

    private Target name(Syntax.Name name, Scope scope, boolean dot) {
        String word = name.name();
        Optional<Target> inScopes = inScopes(word, scope, dot);
        if (inScopes.isPresent()) {
            return inScopes.get();
        }
        Object given = compilation.lists().get(word);
        if (given instanceof List<?> list) {
            return new Target.Values(list.stream().map(Operands::literal).toList());
        } else if (given != null) {
            return new Target.Value(Operands.literal(given));
        }
        Optional<Operand> constant = Constants.find(word).map(Operands::literal);
        if (constant.isPresent()) {
            return new Target.Value(constant.get());
        }
        if (word.equals("baseline")) {
            return new Target.Baseline();
        }
        return compilation
                .catalogue()
                .table(word)
                .map(table -> (Target) new Target.Query(rows(table, false)))
                .orElseThrow(() -> unknown(name, scope));
    }

    private Optional<Target> inScopes(String word, Scope scope, boolean dot) {
        for (Scope s = scope; s != null; s = s.outer()) {
            Operand output = s.outputs().get(word);
            if (output != null) {
                return Optional.of(new Target.Value(output));
            }
            if (s.isParameter(word)) {
                return Optional.of(new Target.Row(s.row(), s.select()));
            }
            if (s.row() != null && s.row().table() != null) {
                Optional<Target> member = member(s.row(), s.select(), word, dot);
                if (member.isPresent()) {
                    return member;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A column or join of a row.
     *
     * @param dot whether the path continues, which only a join allows
     */
    private Optional<Target> member(From row, Select owner, String name, boolean dot) {
        Optional<ColumnSpec> column = row.table().column(name);
        if (column.isPresent() && !(dot && row.table().join(name).isPresent())) {
            return Optional.of(new Target.Value(Rows.column(row, column.get())));
        }
        return row.table().join(name).map(join -> {
            if (join.many()) {
                return new Target.Many(row, List.of(join), null, false);
            }
            From joined = row.joins().computeIfAbsent(name, key -> {
                From next =
                        From.joined(compilation.alias(), compilation.catalogue().target(join), row, join);
                owner.from.add(next);
                return next;
            });
            return new Target.Row(joined, owner);
        });
    }

    private Target property(Syntax.Property property, Scope scope, Leaf leaf, boolean dot) {
        if (property.of() instanceof Syntax.Literal literal && literal.value() instanceof Long number) {
            return new Target.Value(compilation.values.duration(property, number));
        }
        Optional<Target> output = output(property, scope);
        if (output.isPresent()) {
            return output.get();
        }
        Target of = beforeDot(property.of(), scope, leaf);
        String name = property.name();
        if (of instanceof Target.Row row) {
            return member(row.row(), row.owner(), name, dot)
                    .orElseThrow(() -> unknown(property, row.row().table()));
        } else if (of instanceof Target.Many many && many.column() == null) {
            TableSpec<?> table =
                    compilation.catalogue().target(many.path().get(many.path().size() - 1));
            Optional<ColumnSpec> column = table.column(name);
            if (column.isPresent() && !(dot && table.join(name).isPresent())) {
                return many.column(column.get());
            }
            Join join = table.join(name).orElseThrow(() -> unknown(property, table));
            return many.join(join);
        } else if (of instanceof Target.Baseline) {
            TableSpec<?> table = compilation
                    .catalogue()
                    .table(name)
                    .orElseThrow(() -> compilation.error(
                            property,
                            "there is no table '" + name + "'"
                                    + compilation.catalogue().suggestTable(name)));
            return new Target.Query(rows(table, true));
        } else if (of instanceof Target.Query query) {
            return queryMember(query.rows(), property);
        } else if (of instanceof Target.QueryPath path && path.inner() instanceof Target.Row row) {
            Target member = member(row.row(), row.owner(), name, dot)
                    .orElseThrow(() -> unknown(property, row.row().table()));
            return new Target.QueryPath(path.rows(), member);
        }
        throw compilation.methods.property(property, of);
    }

    /** The column that an earlier operation made of the same path and named by it. */
    private static Optional<Target> output(Syntax.Property property, Scope scope) {
        for (Scope s = scope; s != null; s = s.outer()) {
            if (!s.outputs().isEmpty()) {
                return Optional.ofNullable(s.outputs().get(Label.of(property))).map(Target.Value::new);
            }
        }
        return Optional.empty();
    }

    private Target queryMember(Rows rows, Syntax.Property property) {
        if (property.name().equals("empty") && !rows.columns().containsKey("empty")) {
            Predicate exists = compilation.operations.exists(rows);
            return new Target.Value(new Operand.Condition(new Predicate.Not(exists)));
        }
        Scope inner = rows.scope(null, "it");
        return new Target.QueryPath(
                rows, inScopes(property.name(), inner, false).orElseThrow(() -> {
                    if (rows.table() == null) {
                        return compilation.error(
                                property,
                                "there is no column '" + property.name() + "'"
                                        + Nearest.question(
                                                property.name(), rows.columns().keySet()));
                    }
                    return unknown(property, rows.table());
                }));
    }

    Rows rows(TableSpec<?> table, boolean baseline) {
        return new Rows(
                From.table(compilation.alias(), table, compilation.catalogue().indexed(table), baseline));
    }

    private RuntimeException unknown(Syntax.Property property, TableSpec<?> table) {
        return compilation.error(
                property,
                table.name() + " has no '" + property.name() + "'"
                        + compilation.catalogue().suggestIn(table, property.name()));
    }

    private RuntimeException unknown(Syntax.Name name, Scope scope) {
        List<String> known = new ArrayList<>();
        String where = "there is no '" + name.name() + "'";
        if (scope == null) {
            compilation.catalogue().tables().forEach(table -> known.add(table.name()));
            where = "there is no table '" + name.name() + "'";
        } else if (scope.row() != null && scope.row().table() != null) {
            where = scope.row().table().name() + " has no '" + name.name() + "'";
        }
        for (Scope s = scope; s != null; s = s.outer()) {
            known.addAll(s.outputs().keySet());
            if (s.row() != null && s.row().table() != null) {
                s.row().table().columns().forEach(column -> known.add(column.name()));
                s.row().table().joins().forEach(join -> known.add(join.name()));
            }
        }
        known.addAll(Constants.names());
        known.addAll(compilation.lists().keySet());
        return compilation.error(name, where + Nearest.question(name.name(), known));
    }
}
