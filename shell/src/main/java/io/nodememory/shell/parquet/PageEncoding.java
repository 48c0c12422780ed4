package io.nodememory.shell.parquet;

/** The encodings that this package writes (parquet.thrift, Encoding). */
final class PageEncoding {
    static final int PLAIN = 0;
    static final int RUN_LENGTHS = 3;
    static final int DICTIONARY_NUMBERS = 8;

    private PageEncoding() {}
}
