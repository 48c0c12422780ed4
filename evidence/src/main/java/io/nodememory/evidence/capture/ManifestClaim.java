package io.nodememory.evidence.capture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the statement of a manifest about its image. */
final class ManifestClaim {
    private static final JsonPointer SHA256 = JsonPointer.compile("/image/sha256");

    private ManifestClaim() {}

    /** The SHA-256 of the image according to the manifest; null without a valid hash or if the file is not JSON. */
    static String imageSha256(Path manifest) {
        try (JsonParser whole = new JsonFactory().createParser(manifest.toFile());
                JsonParser parser = new FilteringParserDelegate(
                        whole, new JsonPointerBasedFilter(SHA256), Inclusion.ONLY_INCLUDE_ALL, false)) {
            String value = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
            return value.matches("[0-9a-f]{64}") ? value : null;
        } catch (IOException e) {
            // The file is recorded by its own hash; only the claim is missing.
            return null;
        }
    }
}
