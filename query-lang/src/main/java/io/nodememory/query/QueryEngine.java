package io.nodememory.query;

import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.resolve.Resolver;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.GroovySyntax;
import io.nodememory.query.syntax.Syntax;
import java.util.List;
import java.util.Map;

/** Translates queries and runs them on a store. No part of a query's text is ever executed as code. */
public final class QueryEngine {
    private final Catalogue catalogue;
    private final Map<String, ?> lists;

    public QueryEngine(Catalogue catalogue) {
        this(catalogue, Map.of());
    }

    /** @param lists named values: lists for the right side of {@code in}, single texts or numbers for any expression */
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
     * @throws QueryException with line and column, if the text is no query
     */
    public Query compile(String text) {
        SourceText source = new SourceText("", text);
        List<Syntax> statements = GroovySyntax.parse(source);
        if (statements.isEmpty()) {
            throw new QueryException(source, 0, "the query is empty; try tasks.where { uid == 0 }");
        } else if (statements.size() > 1) {
            throw new QueryException(source, statements.get(1).at(), "write one query; a dot precedes each operation");
        }
        return compile(source, statements.get(0));
    }

    /** Checks a query that is part of a larger text. */
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
     * @throws QueryException if the query is wrong, fails, exceeds its time limit or is cancelled
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
