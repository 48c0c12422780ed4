package io.nodememory.kernel.symbols.isf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.CompactBytes;
import io.nodememory.kernel.symbols.compact.CompactBytes.Cursor;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import io.nodememory.kernel.symbols.compact.CompactSymbols;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Writes symbols as ISF 6.2 in the manner of dwarf2json 0.9, which Volatility 3 reads; one line per type or symbol. */
public final class IsfWriter {
    private static final byte[] VOID = "{\"kind\":\"base\",\"name\":\"void\"}".getBytes(StandardCharsets.US_ASCII);

    private final CompactSymbols symbols;
    private final CompactBytes bytes;
    private final JsonSink json;
    private final IsfTypeTexts types;

    private IsfWriter(CompactSymbols symbols, OutputStream out) {
        this.symbols = symbols;
        this.bytes = symbols.bytes();
        this.json = new JsonSink(out);
        this.types = new IsfTypeTexts(bytes);
    }

    /**
     * Writes a file, compressed if its name ends in {@code .xz} or {@code .gz}. The file appears under its name only when it is
     * complete; a run that fails leaves no file.
     *
     * @param producer the name and version of the program, for the metadata
     */
    public static void write(Symbols symbols, Path file, String producer) {
        Path folder = file.toAbsolutePath().getParent();
        Path unfinished = null;
        try {
            unfinished = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            // Also if a signal ends the run.
            unfinished.toFile().deleteOnExit();
            try (OutputStream out = open(unfinished, file.toString())) {
                new IsfWriter(CompactFile.compact(symbols), out).document(producer);
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            unfinished = null;
        } catch (IOException e) {
            throw new BadInputException("Cannot write %s: %s.".formatted(file, e.getMessage()), e);
        } finally {
            if (unfinished != null) {
                unfinished.toFile().delete();
            }
        }
    }

    private static OutputStream open(Path unfinished, String name) throws IOException {
        OutputStream plain = Files.newOutputStream(unfinished);
        if (name.endsWith(".xz")) {
            return new XZOutputStream(plain, new LZMA2Options());
        }
        return name.endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain;
    }

    private void document(String producer) throws IOException {
        json.raw(ascii("{\"metadata\":{\"linux\":{\"symbols\":[{\"kind\":\"symtab\",\"name\":"));
        json.text(symbols.origin().description());
        json.raw(ascii("}]},\"producer\":{\"name\":")).text(producer.split(" ", 2)[0]);
        json.raw(ascii(",\"version\":")).text(producer.contains(" ") ? producer.split(" ", 2)[1] : "0");
        Optional<String> buildId = symbols.buildId();
        if (buildId.isPresent()) {
            json.raw(ascii(",\"build_id\":")).text(buildId.get());
        }
        json.raw(ascii("},\"format\":\"6.2.0\"},\n\"base_types\":{"));
        baseTypes();
        json.raw(ascii("},\n\"user_types\":{"));
        userTypes();
        json.raw(ascii("},\n\"enums\":{"));
        enumerations();
        json.raw(ascii("},\n\"symbols\":{"));
        symbols();
        json.raw(ascii("}}\n"));
        json.flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void baseTypes() throws IOException {
        json.raw(ascii("\n\"void\":{\"size\":0,\"signed\":false,\"kind\":\"void\",\"endian\":\"little\"}"));
        if (symbols.base("pointer").isEmpty()) {
            json.raw(ascii(",\n\"pointer\":{\"size\":8,\"signed\":false,\"kind\":\"int\",\"endian\":\"little\"}"));
        }
        for (Type.Base base : (Iterable<Type.Base>) symbols.bases()::iterator) {
            String kind =
                    switch (base.kind()) {
                        case INT -> "int";
                        case CHAR -> "char";
                        case BOOL -> "bool";
                        case FLOAT -> "float";
                    };
            json.raw(ascii(",\n")).text(base.name()).raw(ascii(":{\"size\":")).number(base.size());
            json.raw(ascii(",\"signed\":" + base.signed() + ",\"kind\":\"" + kind + "\",\"endian\":\"little\"}"));
        }
    }

    private void userTypes() throws IOException {
        byte[] field = ascii(":{\"type\":");
        byte[] offset = ascii(",\"offset\":");
        byte[] anonymous = ascii(",\"anonymous\":true");
        for (int i = 0; i < bytes.count(Section.STRUCTS); i++) {
            Cursor cursor = bytes.data(bytes.u32(Section.STRUCTS, i, 4));
            long sizeAndUnion = cursor.varint();
            line(i, Section.STRUCTS).raw(ascii(":{\"size\":")).unsigned(sizeAndUnion >>> 1);
            json.raw(ascii(",\"fields\":{"));
            int members = cursor.countOf(3);
            for (int m = 0; m < members; m++) {
                json.raw(ascii(m == 0 ? "" : ","));
                name(cursor.index());
                long at = cursor.varint();
                long typeAndAnonymous = cursor.varint();
                json.raw(field);
                types.write((int) Math.min(typeAndAnonymous >>> 1, Integer.MAX_VALUE), json);
                json.raw(offset).unsigned(at);
                if ((typeAndAnonymous & 1) != 0) {
                    json.raw(anonymous);
                }
                json.raw(ascii("}"));
            }
            json.raw(ascii((sizeAndUnion & 1) != 0 ? "},\"kind\":\"union\"}" : "},\"kind\":\"struct\"}"));
        }
    }

    private void enumerations() throws IOException {
        for (int i = 0; i < bytes.count(Section.ENUMS); i++) {
            Cursor cursor = bytes.data(bytes.u32(Section.ENUMS, i, 4));
            int size = cursor.index();
            line(i, Section.ENUMS).raw(ascii(":{\"size\":")).number(size);
            json.raw(ascii(",\"base\":")).text(baseOf(i, size));
            cursor.index();
            json.raw(ascii(",\"constants\":{"));
            int constants = cursor.countOf(2);
            for (int c = 0; c < constants; c++) {
                json.raw(ascii(c == 0 ? "" : ","));
                name(cursor.index());
                json.raw(ascii(":")).number(cursor.signedVarint());
            }
            json.raw(ascii("}}"));
        }
    }

    /** The base type of an enumeration: the one in the source, or else the first by name with its size and sign. */
    private String baseOf(int element, int size) {
        Cursor cursor = bytes.data(bytes.u32(Section.ENUMS, element, 4));
        cursor.index();
        String given = bytes.string(cursor.index());
        if (!given.equals(SymbolsBuilder.UNKNOWN_BASE)) {
            return given;
        }
        boolean signed = false;
        int constants = cursor.countOf(2);
        for (int c = 0; c < constants; c++) {
            cursor.index();
            signed |= cursor.signedVarint() < 0;
        }
        boolean negative = signed;
        return symbols.bases()
                .filter(base -> base.kind() == Type.Base.Kind.INT && base.size() == size && base.signed() == negative)
                .map(Type.Base::name)
                .findFirst()
                .orElse("void");
    }

    private void symbols() throws IOException {
        byte[] typeKey = ascii(":{\"type\":");
        byte[] addressKey = ascii(",\"address\":");
        byte[] end = ascii("}");
        int previous = -1;
        boolean first = true;
        for (int i = 0; i < bytes.count(Section.SYMBOL_NAMES); i++) {
            int place = bytes.u32(Section.SYMBOL_NAMES, i, 0);
            if (place == previous) {
                // ISF has one symbol per name; of equal names, the first in this order counts.
                continue;
            }
            previous = place;
            json.raw(ascii(first ? "\n" : ",\n"));
            first = false;
            name(place);
            json.raw(typeKey);
            int type = bytes.u32(Section.SYMBOL_TYPES, i, 0);
            if (type == 0) {
                json.raw(VOID);
            } else {
                types.write(type - 1, json);
            }
            json.raw(addressKey).unsigned(bytes.u64(Section.SYMBOL_ADDRESSES, i, 0));
            if (bytes.count(Section.CONSTANT_DATA) > 0) {
                constantData(place);
            }
            json.raw(end);
        }
    }

    private void constantData(int symbol) throws IOException {
        for (int i = 0; i < bytes.count(Section.CONSTANT_DATA); i++) {
            if (bytes.u32(Section.CONSTANT_DATA, i, 0) == symbol) {
                byte[] contents =
                        bytes.data(bytes.u32(Section.CONSTANT_DATA, i, 4)).bytes();
                json.raw(ascii(",\"constant_data\":\""))
                        .raw(Base64.getEncoder().encode(contents))
                        .raw(ascii("\""));
            }
        }
    }

    private JsonSink line(int element, Section section) throws IOException {
        json.raw(ascii(element == 0 ? "\n" : ",\n"));
        name(bytes.u32(section, element, 0));
        return json;
    }

    private void name(int place) throws IOException {
        json.text(bytes.array(), bytes.stringStart(place), bytes.stringLength(place));
    }
}
