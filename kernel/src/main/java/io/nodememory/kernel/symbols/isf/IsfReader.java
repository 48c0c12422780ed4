package io.nodememory.kernel.symbols.isf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.Decompression;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads Volatility 3's intermediate symbol format (ISF, schemas 4 to 6): one JSON object with base types, user types,
 * enumerations and symbols.
 */
public final class IsfReader {
    /** The deepest nesting of JSON: a document, four collections, a type, and its pointers and arrays. */
    private static final int DEEPEST = 200;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(1 << 20)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    private final String file;
    private final JsonParser json;
    private final SymbolsBuilder builder = new SymbolsBuilder();
    private final IsfTypes types;
    private String producer = "";
    private boolean symbolsSeen;
    private boolean typesSeen;

    private IsfReader(String file, JsonParser json) {
        this.file = file;
        this.json = json;
        this.types = new IsfTypes(json, builder);
    }

    /**
     * Reads an ISF file, plain or compressed with xz or gzip; its contents decide.
     *
     * @throws BadInputException if the file is not ISF or is damaged
     */
    public static Symbols read(Path file) {
        String name = String.valueOf(file.getFileName());
        try (InputStream in = Decompression.open(file)) {
            return read(in, name);
        } catch (IOException e) {
            throw Decompression.describe(file, e);
        }
    }

    /** @param name the name of the file, for messages and {@link Symbols#origin()} */
    static Symbols read(InputStream in, String name) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            return new IsfReader(name, json).document();
        } catch (StreamConstraintsException e) {
            throw new BadInputException(
                    name + " is not an ISF symbol file: it is nested too deeply or holds a text that is too long.", e);
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    "%s is not an ISF symbol file or is damaged at line %d, column %d: %s."
                            .formatted(
                                    name,
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getLineNr(),
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getColumnNr(),
                                    e.getOriginalMessage().replaceAll("[^ -~]+", " ")),
                    e);
        }
    }

    private Symbols document() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw notIsf("it does not start with an object");
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "metadata" -> metadata();
                case "base_types" -> eachItem(types::base);
                case "user_types" -> {
                    typesSeen = true;
                    eachItem(types::struct);
                }
                case "enums" -> eachItem(types::enumeration);
                case "symbols" -> {
                    symbolsSeen = true;
                    eachItem(this::symbol);
                }
                default -> json.skipChildren();
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw notIsf("its end is missing");
        }
        if (!typesSeen && !symbolsSeen) {
            throw notIsf("it is JSON with neither \"user_types\" nor \"symbols\"");
        }
        return builder.origin(new Origin("ISF " + file + producer, false)).build();
    }

    private BadInputException notIsf(String why) {
        return new BadInputException("%s is not an ISF symbol file: %s.".formatted(file, why));
    }

    /** Reads the value of the item {@code name}; the current token is its first. */
    @FunctionalInterface
    private interface Item {
        void read(String name) throws IOException;
    }

    private void eachItem(Item item) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        IsfTypes.expect(json, JsonToken.START_OBJECT);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            item.read(name);
        }
    }

    private void metadata() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        String tool = null;
        String version = "";
        int depth = 1;
        String outer = "";
        while (depth > 0) {
            switch (IsfTypes.next(json)) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case FIELD_NAME -> outer = depth == 1 ? json.currentName() : outer;
                case VALUE_STRING -> {
                    String key = String.valueOf(json.currentName());
                    if (depth == 2 && outer.equals("producer") && key.equals("name")) {
                        tool = json.getText();
                    } else if (depth == 2 && outer.equals("producer") && key.equals("version")) {
                        version = " " + json.getText();
                    } else if (key.equals("build_id") || key.equals("build-id")) {
                        buildId(json.getText());
                    }
                }
                default -> {}
            }
        }
        producer = tool == null ? "" : " (" + tool + version + ")";
    }

    private void buildId(String text) {
        if (text.matches("[0-9a-fA-F]{8,128}")) {
            builder.buildId(text);
        }
    }

    private void symbol(String name) throws IOException {
        IsfTypes.expect(json, JsonToken.START_OBJECT);
        int number = builder.strings().intern(name);
        long address = 0;
        int type = -1;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "address" -> address = types.number();
                case "type" -> type = types.type();
                case "constant_data" -> constantData(name);
                default -> json.skipChildren();
            }
        }
        // dwarf2json gives the type void to a symbol of which it knows only the name.
        builder.symbol(number, address, type == builder.pool().voidType() ? -1 : type);
    }

    private void constantData(String symbol) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return;
        }
        byte[] contents = json.getBinaryValue();
        builder.constantData(symbol, contents);
        if (symbol.equals("linux_banner")) {
            builder.banner(new String(contents, StandardCharsets.UTF_8));
        }
    }
}
