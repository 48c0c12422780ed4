package io.nodememory.kernel.symbols.isf;

import io.nodememory.kernel.symbols.compact.CompactBytes;
import io.nodememory.kernel.symbols.compact.CompactFormat.Section;
import io.nodememory.kernel.symbols.compact.CompactSymbols;
import io.nodememory.kernel.symbols.compact.TypePool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JSON of types, written once per type, because most symbols and members share their type with many others. */
final class IsfTypeTexts {
    private static final int LONGEST = 1 << 20;

    private final CompactBytes bytes;
    private final byte[][] texts;
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final JsonSink json = new JsonSink(made);

    IsfTypeTexts(CompactBytes bytes) {
        this.bytes = bytes;
        this.texts = new byte[bytes.count(Section.TYPES)][];
    }

    void write(int node, JsonSink target) throws IOException {
        target.raw(text(node, 0));
    }

    private byte[] text(int node, int depth) throws IOException {
        bytes.u32(Section.TYPES, node, 0);
        if (texts[node] == null) {
            texts[node] = make(node, depth);
        }
        return texts[node];
    }

    private byte[] make(int node, int depth) throws IOException {
        int a = bytes.u32(Section.TYPES, node, 4);
        long b = bytes.u64(Section.TYPES, node, 8);
        return switch (bytes.u32(Section.TYPES, node, 0)) {
            case TypePool.VOID -> ascii("{\"kind\":\"base\",\"name\":\"void\"}");
            case TypePool.FUNCTION -> ascii("{\"kind\":\"function\"}");
            case TypePool.BASE -> named("base", a);
            case TypePool.STRUCT -> named("struct", a);
            case TypePool.UNION -> named("union", a);
            case TypePool.ENUM -> named("enum", a);
            case TypePool.POINTER -> around("{\"kind\":\"pointer\",\"subtype\":", inner(node, a, depth), "}");
            case TypePool.ARRAY ->
                around("{\"count\":" + b + ",\"kind\":\"array\",\"subtype\":", inner(node, a, depth), "}");
            case TypePool.BIT_FIELD ->
                around(
                        "{\"bit_length\":" + (int) b + ",\"bit_position\":" + (b >>> 32)
                                + ",\"kind\":\"bitfield\",\"type\":",
                        inner(node, a, depth),
                        "}");
            default -> throw bytes.corrupt("a type has an unknown kind");
        };
    }

    private byte[] inner(int node, int a, int depth) throws IOException {
        byte[] text = a < 0 || a >= node || depth > CompactSymbols.DEEPEST_TYPE ? null : text(a, depth + 1);
        if (text == null || text.length > LONGEST) {
            throw bytes.corrupt("a type refers to itself");
        }
        return text;
    }

    private byte[] named(String kind, int name) throws IOException {
        made.reset();
        json.raw(ascii("{\"kind\":\"" + kind + "\",\"name\":"));
        json.text(bytes.array(), bytes.stringStart(name), bytes.stringLength(name));
        json.raw(ascii("}")).flush();
        return made.toByteArray();
    }

    private static byte[] around(String before, byte[] text, String after) {
        byte[] start = ascii(before);
        byte[] end = ascii(after);
        byte[] whole = new byte[start.length + text.length + end.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(text, 0, whole, start.length, text.length);
        System.arraycopy(end, 0, whole, start.length + text.length, end.length);
        return whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
