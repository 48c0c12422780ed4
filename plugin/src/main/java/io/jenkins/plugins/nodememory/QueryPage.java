package io.jenkins.plugins.nodememory;

import java.util.List;

/** The result of a query on a page: rows or an error. The page must escape all of its text. */
public final class QueryPage {
    private final CaptureAction action;
    private final int index;
    private final String query;
    private final QueryRows rows;
    private final String error;

    /**
     * @param index of the capture in its build
     * @param rows null if the query failed
     * @param error null if it did not
     */
    QueryPage(CaptureAction action, int index, String query, QueryRows rows, String error) {
        this.action = action;
        this.index = index;
        this.query = query;
        this.rows = rows;
        this.error = error;
    }

    public CaptureAction getAction() {
        return action;
    }

    public int getIndex() {
        return index;
    }

    public CaptureSummary getCapture() {
        return action.getCaptures().get(index);
    }

    public String getQuery() {
        return query;
    }

    public String getError() {
        return error;
    }

    public List<String> getColumns() {
        return rows == null ? List.of() : rows.columns();
    }

    /** The rows as texts, null for no value. */
    public List<List<String>> getRows() {
        return rows == null ? List.of() : rows.texts();
    }

    public boolean isTruncated() {
        return rows != null && rows.truncated();
    }
}
