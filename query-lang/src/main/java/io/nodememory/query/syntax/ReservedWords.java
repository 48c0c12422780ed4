package io.nodememory.query.syntax;

import java.util.Set;

/** Groovy's reserved words, and its word operators {@code as} and {@code instanceof}; none of them can be a name. */
final class ReservedWords {
    private static final Set<String> WORDS = Set.of(
            "abstract",
            "as",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "def",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "record",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "threadsafe",
            "throw",
            "throws",
            "trait",
            "transient",
            "try",
            "var",
            "void",
            "volatile",
            "while",
            "yield");

    private ReservedWords() {}

    static boolean contains(String word) {
        return WORDS.contains(word);
    }
}
