package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.symbols.compact.CompactFormat.Section;

/** Encodes the contents of a {@link SymbolsBuilder} in the compact form. Equal contents give equal bytes. */
final class CompactEncoder {
    private final SymbolsBuilder contents;
    private final StringPool strings;
    private final CompactWriter out;

    private CompactEncoder(SymbolsBuilder contents) {
        this.contents = contents;
        this.strings = contents.strings();
        this.out = new CompactWriter(strings.entries().size()
                + contents.data().size()
                + contents.symbols().count() * 20
                + (1 << 20));
    }

    static byte[] encode(SymbolsBuilder builder) {
        return new CompactEncoder(CanonicalCopy.of(builder)).encode();
    }

    private byte[] encode() {
        symbols();
        meta();
        out.begin(Section.TYPES);
        contents.pool().writeTo(out.sink());
        bases();
        places(Section.STRUCTS, contents.structs());
        places(Section.ENUMS, contents.enums());
        places(Section.CONSTANT_DATA, contents.constants());
        out.begin(Section.DATA);
        out.sink().bytes(contents.data().array(), 0, contents.data().size());
        out.begin(Section.STRINGS);
        out.sink().bytes(strings.entries().array(), 0, strings.entries().size());
        return out.finish();
    }

    private void symbols() {
        SymbolList symbols = contents.symbols();
        int[] byName = symbols.byName(strings);
        long[] addresses = new long[byName.length];
        out.begin(Section.SYMBOL_ADDRESSES);
        for (int i = 0; i < byName.length; i++) {
            addresses[i] = symbols.address(byName[i]);
            out.sink().u64(addresses[i]);
        }
        out.begin(Section.SYMBOL_NAMES);
        for (int symbol : byName) {
            out.sink().u32(symbols.name(symbol));
        }
        out.begin(Section.SYMBOL_TYPES);
        for (int symbol : byName) {
            out.sink().u32(symbols.type(symbol) + 1);
        }
        out.begin(Section.SYMBOLS_BY_ADDRESS);
        for (int symbol : IndexSort.byUnsigned(addresses, addresses.length)) {
            out.sink().u32(symbol);
        }
    }

    private void meta() {
        int description = text(contents.origin().description());
        int banner = text(contents.banner());
        int buildId = text(contents.buildId());
        out.begin(Section.META);
        out.sink().u32(description);
        out.sink().u32(banner);
        out.sink().u32(buildId);
        out.sink().u32(contents.origin().relocated() ? 1 : 0);
    }

    /** The number of a text, -1 for null. */
    private int text(String text) {
        return text == null ? -1 : strings.intern(text.length() > 4096 ? text.substring(0, 4096) : text);
    }

    private void bases() {
        NamedItems bases = contents.bases();
        out.begin(Section.BASES);
        for (int item : bases.byName(strings)) {
            out.sink().u32(bases.name(item));
            out.sink().bytes(contents.baseValues().array(), bases.place(item), SymbolsBuilder.BASE_VALUES);
        }
    }

    private void places(Section section, NamedItems items) {
        out.begin(section);
        for (int item : items.byName(strings)) {
            out.sink().u32(items.name(item));
            out.sink().u32(items.place(item));
        }
    }
}
