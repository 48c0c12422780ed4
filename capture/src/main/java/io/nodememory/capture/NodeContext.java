package io.nodememory.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nodememory.kernel.Problems;
import io.nodememory.kernel.image.ImageManifest;
import io.nodememory.kernel.open.KnownPods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts of a manifest that the analysis uses: the pods that the cluster's API had on the node, and the pages that changed while
 * they were read.
 */
final class NodeContext {
    /** The limit of a manifest's size in bytes; that of a node with thousands of pods has a few megabytes. */
    private static final long LONGEST = 64 << 20;

    private final List<KnownPods.Container> containers = new ArrayList<>();
    /** Ranges in the notation of the table problems. */
    private final List<String> torn = new ArrayList<>();

    private NodeContext(JsonNode manifest) {
        for (JsonNode pod : manifest.path("cluster").path("pods")) {
            for (JsonNode container : pod.path("containers")) {
                // containerd://64-hex-digits
                String id = container.path("container_id").asText("").replaceFirst("^[a-z0-9.+-]*://", "");
                if (!id.isEmpty()) {
                    containers.add(new KnownPods.Container(
                            id,
                            text(pod, "namespace"),
                            text(pod, "name"),
                            text(container, "name"),
                            text(container, "image"),
                            text(container, "image_id")));
                }
            }
        }
        for (JsonNode range : manifest.path("image").path("torn")) {
            String text = "%s to %s"
                    .formatted(range.path("start").asText(), range.path("end").asText());
            if (text.matches("0x[0-9a-f]{16} to 0x[0-9a-f]{16}")) {
                torn.add(text);
            }
        }
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asText(null);
    }

    /** The context of an image from the manifest beside it. Empty without a manifest, or if it belongs to another image. */
    static NodeContext beside(Path image) {
        Path file = ImageManifest.beside(image);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
                return new NodeContext(MissingNode.getInstance());
            }
            JsonNode manifest = new ObjectMapper().readTree(file.toFile());
            boolean fits =
                    manifest != null && manifest.path("image").path("size").asLong(-1) == Files.size(image);
            return new NodeContext(fits ? manifest : MissingNode.getInstance());
        } catch (IOException e) {
            return new NodeContext(MissingNode.getInstance());
        }
    }

    /** The pods of the node. */
    KnownPods pods() {
        return new KnownPods(containers);
    }

    /** Adds a problem for each range of memory that changed. */
    void addTo(Problems problems) {
        for (String range : torn) {
            problems.add(
                    "image",
                    0,
                    "reading physical memory from " + range,
                    "it changed while the node was captured: its bytes may be from two moments");
        }
    }
}
