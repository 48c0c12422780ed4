package io.nodememory.shell.export;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.table.spec.TableSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** The key-value metadata of an exported file, without unknown values. */
final class FileFacts {
    private FileFacts() {}

    /**
     * @param sha256 the hash of the table's rows in the store; null for tables without a hash
     * @param masked the names of the columns whose values are masked
     */
    static Map<String, String> of(Capture capture, TableSpec<?> table, String sha256, String masked) {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "table", table.name());
        put(facts, "schema_version", Integer.toString(EvidenceStore.SCHEMA_VERSION));
        put(facts, "capture_id", Long.toString(capture.id()));
        put(facts, "capture_uuid", capture.uuid());
        put(facts, "capture_sha256", capture.hash());
        put(facts, "node", capture.node());
        put(facts, "kernel_release", capture.kernel().release());
        put(facts, "kernel_banner", capture.kernel().banner());
        put(facts, "image_sha256", capture.imageSha256());
        put(facts, "manifest_sha256", capture.image().manifest().sha256());
        put(facts, "table_sha256", sha256);
        put(facts, "masked_columns", masked.isEmpty() ? null : masked);
        put(facts, "complete", Boolean.toString(capture.complete()));
        return facts;
    }

    private static void put(Map<String, String> facts, String key, String value) {
        if (value != null) {
            facts.put("nodemem." + key, value);
        }
    }
}
