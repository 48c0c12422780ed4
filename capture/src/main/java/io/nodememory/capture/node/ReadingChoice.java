package io.nodememory.capture.node;

import java.util.HashSet;
import java.util.Set;

/**
 * Chooses the way in which a piece is requested. The fast way sends the piece from one reading and the checksum from another, so it
 * fails where memory changes between the two. The slow way sends both from one reading.
 */
final class ReadingChoice {
    /** Failures of the fast way that may be chance. */
    private static final int CHANCE = 4;

    /** The size from which two readings are faster than one reading that the node copies. */
    private static final int BIG = 1 << 20;

    /** Pieces that were requested the fast way. */
    private final Set<Piece> fast = new HashSet<>();

    /** Pieces that failed the fast way: the slow way shows whether memory changed or the connection damaged them. */
    private final Set<Piece> failed = new HashSet<>();

    private long successes;
    private long failures;

    /** Chooses the way for a piece; where much memory changes, the slow way is faster because it reads nothing twice. */
    boolean choosesFast(Piece piece, boolean checksums) {
        boolean chosen =
                piece.length() >= BIG && checksums && !failed.contains(piece) && failures <= CHANCE + successes / 3;
        if (chosen) {
            fast.add(piece);
        } else {
            fast.remove(piece);
        }
        return chosen;
    }

    boolean isFast(Piece piece) {
        return fast.contains(piece);
    }

    /** The connection broke in a piece: perhaps its frame had the wrong length, which the fast way does not notice. */
    void broken(Piece piece) {
        failed.add(piece);
    }

    /** The piece was received, or has to be split. */
    void received(Piece piece, boolean whole) {
        failed.remove(piece);
        if (fast.remove(piece)) {
            if (whole) {
                successes++;
            } else {
                failures++;
                failed.add(piece);
            }
        }
    }
}
