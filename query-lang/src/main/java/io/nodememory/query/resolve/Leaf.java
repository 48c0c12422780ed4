package io.nodememory.query.resolve;

import io.nodememory.kernel.table.spec.Join;
import io.nodememory.query.tree.From;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Predicate;
import io.nodememory.query.tree.Select;
import java.util.HashMap;
import java.util.Map;

/**
 * One comparison and the rows of its paths to many rows: {@code sockets.state == 'LISTEN'} holds if it holds for any socket.
 * A path that occurs twice in one comparison means the same row both times.
 */
final class Leaf {
    private final Compilation compilation;
    private final Map<String, From> entered = new HashMap<>();
    private final Select select = new Select();

    Leaf(Compilation compilation) {
        this.compilation = compilation;
    }

    /** The column of one of the rows. */
    Operand column(Target.Many many) {
        return Rows.column(follow(compilation, select, entered, many), many.column());
    }

    /** The predicate that the comparison holds for any of its rows. */
    Predicate wrap(Predicate predicate) {
        if (select.from.isEmpty()) {
            return predicate;
        }
        select.where.add(predicate);
        return new Predicate.Exists(select);
    }

    /** Adds the rows of a path to a SELECT, which is a subquery of the SELECT at the start of the path. */
    static From follow(Compilation compilation, Select select, Map<String, From> entered, Target.Many many) {
        From row = many.base();
        StringBuilder path = new StringBuilder(row.alias());
        for (Join join : many.path()) {
            From from = row;
            row = entered.computeIfAbsent(path.append('.').append(join.name()).toString(), key -> {
                From next =
                        From.joined(compilation.alias(), compilation.catalogue().target(join), from, join);
                select.from.add(next);
                return next;
            });
        }
        return row;
    }
}
