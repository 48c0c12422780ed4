package io.nodememory.query.source;

import io.nodememory.kernel.BadInputException;

/** An error in a query, or a failure while it runs. The message says where in the text, and what to do. */
public class QueryException extends BadInputException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;

    /** A problem of the query as a whole. */
    public QueryException(String problem) {
        super(problem);
        this.line = 0;
        this.column = 0;
        this.problem = problem;
    }

    /** A problem of the query as a whole. */
    public QueryException(String problem, Throwable cause) {
        super(problem, cause);
        this.line = 0;
        this.column = 0;
        this.problem = problem;
    }

    /**
     * A problem at one place; the message contains the place and the line with a caret below it.
     *
     * @param offset in characters, from 0
     */
    public QueryException(SourceText source, int offset, String problem) {
        super(source.describe(offset, problem));
        this.line = source.line(offset);
        this.column = source.column(offset);
        this.problem = problem;
    }

    /** From 1; 0 where the problem has no place. */
    public int line() {
        return line;
    }

    /** From 1; 0 where the problem has no place. */
    public int column() {
        return column;
    }

    /** The sentence without the place and the line of the query. */
    public String problem() {
        return problem;
    }
}
