package io.nodememory.capture;

import io.nodememory.capture.avml.AvmlBinary;
import io.nodememory.capture.avml.AvmlCapture;
import io.nodememory.capture.node.NodeReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How memory came from a node.
 *
 * @param bytes of memory that came
 * @param values for a manifest
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
