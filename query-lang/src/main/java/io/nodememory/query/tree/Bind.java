package io.nodememory.query.tree;

/** A parameter of an SQL statement. */
public sealed interface Bind {
    /** A literal of the query: String, Long, BigDecimal, Boolean or Instant. */
    record Literal(Object value) implements Bind {}

    /** The id of the capture, or of the baseline. */
    record CaptureId(boolean baseline) implements Bind {}

    /** The lowest or the highest row key of the capture, or of the baseline. */
    record CaptureKey(boolean baseline, boolean last) implements Bind {
        /** The key that belongs to the id of a capture; see {@link io.nodememory.evidence.database.SqlNames#ROW_KEY}. */
        public long of(long capture) {
            return capture << Integer.SIZE | (last ? 0xffff_ffffL : 0);
        }
    }

    /**
     * A time that is read when the query runs.
     *
     * @param captured whether the time is that of the capture, and not the present
     * @param plusSeconds seconds to add
     */
    record Clock(boolean captured, long plusSeconds) implements Bind {}
}
