package io.nodememory.evidence.capture;

import io.nodememory.evidence.value.TableDigest;
import io.nodememory.evidence.value.Values;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.Comparator;
import java.util.List;

/**
 * The hash that seals a capture: SHA-256, in the canonical form of {@link TableDigest}, over the hash of the previous capture,
 * every column of {@link CaptureRow} that has a value and is not in {@link CaptureRow#NOT_HASHED} (its name, then its value), and
 * every column of each {@link CaptureTable}, by name of table. A column that a later version adds is null in older captures,
 * so that their hashes do not change.
 *
 * <p>A change shows to everyone who knows a later hash of the chain from another source, such as a report or a build log. The
 * hash has no secret: someone who can write the store can compute a new chain.
 */
public final class ChainHash {
    private ChainHash() {}

    public static String of(String previousHash, Capture capture, List<CaptureTable> tables) {
        TableDigest digest = new TableDigest();
        digest.add(ColumnSpec.Kind.TEXT, previousHash);
        CaptureRow row = CaptureRow.of(capture);
        for (ColumnSpec column : CaptureRow.TABLE.columns()) {
            Object value = Values.normal(column.kind(), column.valueOf(row));
            if (value != null && !CaptureRow.NOT_HASHED.contains(column.name())) {
                digest.text(column.name());
                digest.add(column.kind(), value);
            }
        }
        tables.stream().sorted(Comparator.comparing(CaptureTable::name)).forEach(table -> add(digest, table));
        return digest.finish();
    }

    private static void add(TableDigest digest, CaptureTable table) {
        TableSpec<CaptureTable> spec = CaptureTable.TABLE;
        for (ColumnSpec column : spec.columns()) {
            digest.add(column.kind(), Values.normal(column.kind(), column.valueOf(table)));
        }
    }
}
