package io.nodememory.evidence.value;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** What went wrong, in words for a sentence that already says where. */
public final class Sentences {
    /** Characters of foreign text that a sentence shows. */
    private static final int EXCERPT = 60;

    private Sentences() {}

    /** The start of foreign text, fit for a terminal. */
    public static String excerpt(String text) {
        String line = text.substring(0, Math.min(text.length(), EXCERPT)).replaceAll("\\p{C}+", " ");
        return text.length() > EXCERPT ? line + "…" : line;
    }

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
