package io.nodememory.query.resolve;

import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;
import java.util.Map;

/** The shared state of the resolution of one query: its text, its known names and the next free alias. */
final class Compilation {
    private final SourceText source;
    private final Catalogue catalogue;
    private final Map<String, ?> lists;
    private int aliases;
    final Targets targets = new Targets(this);
    final Operands values = new Operands(this);
    final Conditions conditions = new Conditions(this);
    final Methods methods = new Methods(this);
    final Operations operations = new Operations(this);

    Compilation(SourceText source, Catalogue catalogue, Map<String, ?> lists) {
        this.source = source;
        this.catalogue = catalogue;
        this.lists = lists;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** The lists and parameters of a policy, which the query can name. */
    Map<String, ?> lists() {
        return lists;
    }

    String alias() {
        return "t" + aliases++;
    }

    QueryException error(Syntax at, String problem) {
        return error(at.at(), problem);
    }

    QueryException error(int at, String problem) {
        return new QueryException(source, at, problem);
    }
}
