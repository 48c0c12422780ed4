package io.nodememory.evidence.value;

/** The stored form of texts. */
public final class StoredText {
    private StoredText() {}

    /**
     * The form in which a store keeps a text, and in which a query has to search for it: NUL becomes U+2400 and an unpaired
     * surrogate U+FFFD, because databases reject them.
     */
    public static String of(String text) {
        return Values.text(text);
    }
}
