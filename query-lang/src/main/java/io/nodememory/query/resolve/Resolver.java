package io.nodememory.query.resolve;

import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.Select;
import io.nodememory.query.tree.ValueType;
import java.util.Map;

/** Resolves the names of a query by the catalogue. */
public final class Resolver {
    private final Compilation compilation;

    /** @param lists named values that the query can use */
    public Resolver(SourceText source, Catalogue catalogue, Map<String, ?> lists) {
        this.compilation = new Compilation(source, catalogue, lists);
    }

    /** The SELECT of a query; an expression without a table returns one row with its value. */
    public Select resolve(Syntax syntax) {
        Target target = compilation.targets.of(syntax, null, null);
        if (target instanceof Target.QueryPath path) {
            return compilation.operations.only(path, syntax).ordered().finish();
        } else if (target instanceof Target.Query query) {
            return query.rows().ordered().finish();
        }
        Operand operand = compilation.values.operand(syntax, target, null);
        if (operand.type() != ValueType.BOOLEAN) {
            throw compilation.error(syntax, "a query begins with a table, such as tasks.where { uid == 0 }");
        }
        Select select = new Select();
        select.outputs.add(new Select.Output("result", operand));
        return select;
    }
}
