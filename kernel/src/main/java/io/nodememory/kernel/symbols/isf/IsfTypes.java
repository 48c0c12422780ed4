package io.nodememory.kernel.symbols.isf;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.compact.TypePool;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the type descriptions of ISF from a stream of JSON into a builder. */
final class IsfTypes {
    /** A member whose struct is not complete yet. */
    private record Field(int name, long offset, int type, boolean anonymous) {}

    private final JsonParser json;
    private final SymbolsBuilder builder;
    private final List<Field> fields = new ArrayList<>();

    IsfTypes(JsonParser json, SymbolsBuilder builder) {
        this.json = json;
        this.builder = builder;
    }

    static JsonToken next(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token == null) {
            throw new JsonParseException(json, "the end is missing");
        }
        return token;
    }

    static void expect(JsonParser json, JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new JsonParseException(json, "expected %s, not %s".formatted(token, json.currentToken()));
        }
    }

    /** Reads a number; a number of 64 unsigned bits keeps its bits. */
    long number() throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return switch (json.getNumberType()) {
                case INT -> json.getIntValue();
                case LONG -> json.getLongValue();
                default -> wide(json.getBigIntegerValue());
            };
        } else if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        throw new JsonParseException(json, "expected a whole number, not " + token);
    }

    private long wide(BigInteger value) throws IOException {
        if (value.bitLength() > 64) {
            throw new JsonParseException(json, "a number has more than 64 bits");
        }
        return value.longValue();
    }

    private long natural(long greatest, String what) throws IOException {
        long value = number();
        if (value < 0 || value > greatest) {
            throw new JsonParseException(json, what + " is negative or too large");
        }
        return value;
    }

    private boolean flag() throws IOException {
        return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    void base(String name) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        int size = 0;
        boolean signed = false;
        String kind = "int";
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "size" -> size = (int) natural(1 << 10, "the size of a base type");
                case "signed" -> signed = flag();
                case "kind" -> kind = json.getText();
                case "endian" -> {
                    if (!json.getText().equals("little")) {
                        throw new JsonParseException(json, "only little-endian kernels are supported");
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (!kind.equals("void")) {
            builder.base(new Type.Base(name, size, signed, baseKind(kind)));
        }
    }

    private Type.Base.Kind baseKind(String kind) throws IOException {
        return switch (kind) {
            case "int" -> Type.Base.Kind.INT;
            case "char" -> Type.Base.Kind.CHAR;
            case "bool" -> Type.Base.Kind.BOOL;
            case "float" -> Type.Base.Kind.FLOAT;
            default -> throw new JsonParseException(json, "a base type has an unknown kind");
        };
    }

    void struct(String name) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        long size = 0;
        boolean union = false;
        fields.clear();
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "size" -> size = natural(Long.MAX_VALUE >>> 1, "the size of a struct");
                case "kind" -> union = json.getText().equals("union");
                case "fields" -> fields();
                default -> json.skipChildren();
            }
        }
        // ISF sorts members by name; the order of offsets is the closest to the declaration.
        fields.sort(Comparator.comparingLong(Field::offset));
        builder.beginStruct(builder.strings().intern(name), union, size, fields.size());
        for (Field field : fields) {
            builder.member(field.name(), field.offset(), field.type(), field.anonymous());
        }
    }

    private void fields() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(json, JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            expect(json, JsonToken.START_OBJECT);
            long offset = 0;
            int type = builder.pool().voidType();
            boolean anonymous = false;
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                json.nextToken();
                switch (key) {
                    case "offset" -> offset = natural(Long.MAX_VALUE, "an offset");
                    case "type" -> type = type();
                    case "anonymous" -> anonymous = flag();
                    default -> json.skipChildren();
                }
            }
            fields.add(new Field(builder.strings().intern(name), offset, type, anonymous));
        }
    }

    void enumeration(String name) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        int size = 0;
        String base = "void";
        Map<String, Long> constants = new LinkedHashMap<>();
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "size" -> size = (int) natural(1 << 10, "the size of an enumeration");
                case "base" -> base = json.getText();
                case "constants" -> constants(constants);
                default -> json.skipChildren();
            }
        }
        builder.enumeration(new EnumType(name, size, constants), base);
    }

    private void constants(Map<String, Long> constants) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        for (String constant = json.nextFieldName(); constant != null; constant = json.nextFieldName()) {
            json.nextToken();
            constants.put(constant, number());
        }
    }

    /** Reads a type description into a node. The current token is its first; the parser limits the depth. */
    int type() throws IOException {
        TypePool pool = builder.pool();
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return pool.voidType();
        }
        expect(json, JsonToken.START_OBJECT);
        String kind = "";
        String name = "";
        int inner = -1;
        long count = 0;
        int position = 0;
        int length = 0;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "kind" -> kind = json.getText();
                case "name" -> name = json.getText();
                case "subtype", "type" -> inner = type();
                case "count" -> count = natural(Long.MAX_VALUE, "the length of an array");
                case "bit_position" -> position = (int) natural(1 << 20, "the position of a bit field");
                case "bit_length" -> length = (int) natural(1 << 10, "the length of a bit field");
                default -> json.skipChildren();
            }
        }
        inner = inner < 0 ? pool.voidType() : inner;
        return switch (kind) {
            case "base" ->
                name.equals("void")
                        ? pool.voidType()
                        : pool.base(builder.strings().intern(name));
            case "pointer" -> pool.pointer(inner);
            case "array" -> pool.array(inner, count);
            case "struct", "class" -> pool.composite(builder.strings().intern(name), false);
            case "union" -> pool.composite(builder.strings().intern(name), true);
            case "enum" -> pool.enumeration(builder.strings().intern(name));
            case "bitfield" -> pool.bitField(inner, position, length);
            case "function" -> pool.function();
            default -> throw new JsonParseException(json, "a type has an unknown kind");
        };
    }
}
