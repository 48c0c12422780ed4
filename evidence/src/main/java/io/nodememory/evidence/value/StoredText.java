package io.nodememory.evidence.value;

/** Texts as a store holds them. */
public final class StoredText {
    private StoredText() {}

    /**
     * The form in which a text is stored and searched. Databases store neither NUL nor a lone surrogate: NUL becomes U+2400, a
     * lone surrogate U+FFFD.
     */
    public static String of(String text) {
        return Values.text(text);
    }
}
