package io.nodememory.evidence.value;

/** Texts as a store holds them. */
public final class StoredText {
    private StoredText() {}

    /**
     * What a store has in place of a text, and what is to be looked for in it: no database holds a NUL, which becomes U+2400, or
     * half of a character, which becomes U+FFFD.
     */
    public static String of(String text) {
        return Values.text(text);
    }
}
