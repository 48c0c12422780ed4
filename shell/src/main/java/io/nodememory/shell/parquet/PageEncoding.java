package io.nodememory.shell.parquet;

/** Encodings of Parquet that are written here (parquet.thrift, PageEncoding). */
final class PageEncoding {
    static final int PLAIN = 0;
    static final int RUN_LENGTHS = 3;
    static final int DICTIONARY_NUMBERS = 8;

    private PageEncoding() {}
}
