package io.nodememory.query;

import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.resolve.Resolver;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.GroovySyntax;
import io.nodememory.query.syntax.Syntax;
import java.util.List;
import java.util.Map;

/** Reads queries, and runs them on a store. Nothing of a query's text is ever executed. */
public final class QueryEngine {
    private final Catalogue catalogue;
    private final Map<String, ?> lists;

    public QueryEngine(Catalogue catalogue) {
        this(catalogue, Map.of());
    }

    /** @param lists of texts or numbers that queries may name after {@code in}, and single ones that they may name anywhere */
    public QueryEngine(Catalogue catalogue, Map<String, ?> lists) {
        this.catalogue = catalogue;
        this.lists = Map.copyOf(lists);
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * Reads and checks a query.
     *
     * @throws QueryException with line and column, if it is not one
     */
    public Query compile(String text) {
        SourceText source = new SourceText("", text);
        List<Syntax> statements = GroovySyntax.parse(source);
        if (statements.isEmpty()) {
            throw new QueryException(source, 0, "the query is empty; try tasks.where { uid == 0 }");
        } else if (statements.size() > 1) {
            throw new QueryException(
                    source, statements.get(1).at(), "one query at a time; an operation begins with a dot");
        }
        return compile(source, statements.get(0));
    }

    /** Checks a query that is a part of a larger text. */
    public Query compile(SourceText source, Syntax syntax) {
        try {
            return new Query(new Resolver(source, catalogue, lists).resolve(syntax));
        } catch (StackOverflowError e) {
            throw new QueryException("the query is too deep: nest fewer brackets and operators", e);
        }
    }

    /**
     * Reads and runs a query.
     *
     * @throws QueryException if it is wrong, fails, takes too long or is cancelled
     */
    public QueryResult run(String text, QueryContext context) {
        return run(compile(text), context);
    }

    /** Runs a query; the caller closes the result. */
    public QueryResult run(Query query, QueryContext context) {
        return QueryRun.start(query, context);
    }

    /** A query's SQL with the values of its parameters. */
    public String explain(String text) {
        return compile(text).explain();
    }
}
