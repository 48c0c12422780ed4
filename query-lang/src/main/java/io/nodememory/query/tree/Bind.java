package io.nodememory.query.tree;

/** A value that reaches SQL as a parameter. */
public sealed interface Bind {
    /** A literal of the query: String, Long, BigDecimal, Boolean or Instant. */
    record Literal(Object value) implements Bind {}

    /** The id of the capture that is asked, or of its baseline. */
    record CaptureId(boolean baseline) implements Bind {}

    /** The key before which, or after which, no row of the capture is, or of its baseline. */
    record CaptureKey(boolean baseline, boolean last) implements Bind {
        /** The key, from the capture's id; see {@link io.nodememory.evidence.database.SqlNames#ROW_KEY}. */
        public long of(long capture) {
            return capture << Integer.SIZE | (last ? 0xffff_ffffL : 0);
        }
    }

    /**
     * A time that is known when the query runs.
     *
     * @param captured the time of the capture instead of the present
     * @param plusSeconds what is added to it
     */
    record Clock(boolean captured, long plusSeconds) implements Bind {}
}
