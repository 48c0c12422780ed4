package io.nodememory.capture;

import io.nodememory.capture.avml.AvmlBinary;
import io.nodememory.capture.avml.AvmlCapture;
import io.nodememory.capture.node.NodeReader;
import io.nodememory.kernel.image.write.ImageJournal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The transfer of memory from a node.
 *
 * @param bytes bytes of memory that the node sent
 * @param values the same and more, for a manifest
 */
record Transfer(long bytes, Map<String, Object> values) {
    static Transfer of(NodeReader reader) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("reader", "built-in");
        values.put("bytes", reader.bytes());
        values.put("requests", reader.requests());
        values.put("reconnected", reader.reconnected());
        values.put("checksums", reader.checksums());
        return new Transfer(reader.bytes(), values);
    }

    /** The transfer of a capture that may have resumed. Bytes and requests count from the last resumption. */
    static Transfer of(NodeReader reader, List<ImageJournal.Break> breaks) {
        Transfer transfer = of(reader);
        if (!breaks.isEmpty()) {
            transfer.values.put(
                    "resumed",
                    breaks.stream()
                            .map(gap -> "at 0x%016x on %s".formatted(gap.physical(), gap.resumed()))
                            .toList());
        }
        return transfer;
    }

    static Transfer of(AvmlCapture.Result read, AvmlBinary binary) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("reader", read.version());
        values.put("reader_origin", binary.origin());
        values.put("reader_sha256", binary.sha256());
        values.put("bytes", read.transferred());
        values.put("reconnected", read.restarted());
        return new Transfer(read.transferred(), values);
    }
}
