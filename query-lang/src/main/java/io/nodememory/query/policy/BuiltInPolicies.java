package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The policies that are part of the program. */
public final class BuiltInPolicies {
    /** The names of the built-in policies. */
    public static final List<String> NAMES = List.of("kubernetes", "gke-cos", "changes");

    private BuiltInPolicies() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** The text of a built-in policy. */
    public static String text(String name) {
        try (InputStream in = BuiltInPolicies.class.getResourceAsStream(name + ".nodemem")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadInputException("cannot read the built-in policy " + name + ": " + e.getMessage(), e);
        }
    }
}
