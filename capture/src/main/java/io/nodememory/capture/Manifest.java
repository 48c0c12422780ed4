package io.nodememory.capture;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.nodememory.capture.node.CapturedImage;
import io.nodememory.capture.node.NodeFacts;
import io.nodememory.kernel.OwnerOnlyFiles;
import io.nodememory.kernel.image.ImageManifest;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.write.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The description of a captured image, a JSON file beside it: custody, node, ranges, hash and transfer. */
final class Manifest {
    /** Loaded with the first manifest that is written: Jackson's start takes 0.15 s, which analyses without a manifest save. */
    private static final class Format {
        private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

        /** One value a line. Text from a node cannot control a terminal: characters other than ASCII are escaped. */
        private static final ObjectWriter JSON = new ObjectMapper()
                .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                                .withObjectEmptySeparator("")
                                .withArrayEmptySeparator(""))
                        .withObjectIndenter(LINES)
                        .withArrayIndenter(LINES))
                .with(JsonWriteFeature.ESCAPE_NON_ASCII);
    }

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @param source the connection to the node */
    Manifest(Depth depth, String source, Custody custody) {
        values.put("capture", UUID.randomUUID().toString());
        values.put("previous", custody.previous());
        values.put("depth", depth.id());
        values.put("source", source);
        values.put("tool", custody.tool());
        values.put("operator", custody.operator());
        values.put("reason", custody.reason());
    }

    /** The start and the end of the capture by this machine's clock. */
    Manifest times(Instant started, Instant finished) {
        values.put("started", started.toString());
        values.put("finished", finished.toString());
        return this;
    }

    /** @param asked this machine's clock when the node reported its own */
    Manifest node(NodeFacts facts, Instant asked) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("hostname", facts.hostname().isEmpty() ? null : facts.hostname());
        node.put("kernel", facts.version());
        node.put("boot_id", facts.bootId());
        node.put("os_release", osRelease(facts.osRelease()));
        node.put("clock", facts.clock().map(Instant::toString).orElse(null));
        node.put("our_clock", asked.toString());
        node.put("system_ram", ranges(facts.ram()));
        values.put("node", node);
        return this;
    }

    private static Map<String, Object> osRelease(String text) {
        Map<String, Object> values = new LinkedHashMap<>();
        text.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2 && values.size() < 100)
                .forEach(pair -> values.put(pair[0], pair[1].replaceAll("^[\"']|[\"']$", "")));
        return values;
    }

    Manifest image(CapturedImage captured) {
        ImageWriter.Written written = captured.image();
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("file", written.path().getFileName().toString());
        image.put("format", written.format().id());
        image.put("size", written.size());
        image.put("sha256", written.sha256());
        image.put("memory_bytes", written.memory());
        image.put("ranges", ranges(captured.ranges()));
        image.put("unreadable", ranges(captured.unreadable()));
        image.put("torn", ranges(captured.torn()));
        values.put("image", image);
        return this;
    }

    /** Adds a text, a number, a boolean, or a list or map of them. */
    Manifest with(String name, Object value) {
        values.put(name, value);
        return this;
    }

    private static List<Map<String, Object>> ranges(List<PhysicalRange> ranges) {
        return ranges.stream()
                .map(range -> {
                    Map<String, Object> pair = new LinkedHashMap<>();
                    pair.put("start", "0x%016x".formatted(range.start()));
                    pair.put("end", "0x%016x".formatted(range.end()));
                    return pair;
                })
                .toList();
    }

    /** Writes the manifest beside its image, readable for its owner alone. Nothing is left of a manifest that fails. */
    Path write(Path image) throws IOException {
        Path file = OwnerOnlyFiles.create(ImageManifest.beside(image));
        try {
            return Files.writeString(file, Format.JSON.writeValueAsString(values) + "\n");
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
    }
}
