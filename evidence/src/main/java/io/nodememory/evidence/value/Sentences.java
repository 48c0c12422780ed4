package io.nodememory.evidence.value;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Texts for error messages: the reason of a failure, and excerpts of foreign text. */
public final class Sentences {
    /** The most characters of an excerpt. */
    private static final int EXCERPT = 60;

    private Sentences() {}

    /** The beginning of a foreign text, without control characters. */
    public static String excerpt(String text) {
        String line = text.substring(0, Math.min(text.length(), EXCERPT)).replaceAll("\\p{C}+", " ");
        return text.length() > EXCERPT ? line + "…" : line;
    }

    /** The reason of a failure, for a message that already names the place. */
    public static String of(Exception failure) {
        if (failure instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (failure instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getFile() + ": " + problem.getReason();
        }
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).replaceFirst(" \\[[0-9]+-[0-9]+\\]$", "");
    }
}
