package io.nodememory.shell.inspect;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Decodes x86-64 instructions with iced-x86 (https://github.com/icedland/iced, MIT licence).
 *
 * <p>The decoder is the unchanged file {@code iced_x86_bg.wasm} of the npm package {@code iced-x86} 1.21.0, with the SHA-256
 * {@code e6b572689d3296b15d58d7944f37745435a6aa914df610e0fd42ce0f964033a1}; iced's Java edition is not in Maven Central.
 * Chicory runs the WebAssembly inside the JVM, without a native library, in a memory of its own: hostile bytes cannot reach
 * the JVM. The names and arguments of the exported functions follow {@code iced_x86.js} of that package.
 */
final class InstructionDecoder {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final String RESOURCE = "iced-x86-1.21.0.wasm";
    /** The initial and the largest memory of the decoder, in pages of 64 KiB: its own 22 and the code to decode. */
    private static final int PAGES = 32;

    private static final int MOST_PAGES = 256;

    private static final int BITS = 64;
    /** FormatterSyntax.Intel. */
    private static final int INTEL = 1;
    /** The size in bytes of a result with several values of 4 bytes each. */
    private static final int RESULT = 16;

    /** The module, loaded once on first use: loading takes a third of a second. */
    private static final class Published {
        static final WasmModule MODULE = read();

        private static WasmModule read() {
            try (InputStream in = InstructionDecoder.class.getResourceAsStream(RESOURCE)) {
                return Parser.parse(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * One instruction.
     *
     * @param bytes in hexadecimal
     * @param text in Intel's notation with full addresses; {@code (bad)} for a byte at which no complete instruction begins
     */
    record Instruction(long address, String bytes, String text) {}

    private final byte[] code;
    private final long address;
    private final Instance instance;
    private final Memory memory;
    private final int result;
    private final int decoder;
    private final int formatter;
    private final int instruction;
    private int at;

    /** @param address of the first byte */
    InstructionDecoder(byte[] code, long address) {
        this.code = code;
        this.address = address;
        this.instance = Instance.builder(Published.MODULE)
                .withImportValues(imports())
                .withMemoryLimits(new MemoryLimits(PAGES, MOST_PAGES))
                .build();
        this.memory = instance.memory();
        this.result = call("__wbindgen_add_to_stack_pointer", -RESULT);
        call("decoder_new", result, BITS, copy(code), code.length, 0);
        this.decoder = memory.readInt(result);
        call("formatter_new", result, INTEL);
        this.formatter = memory.readInt(result);
        this.instruction = call("instruction_new");
        formatAsUsual();
        seek(0);
    }

    /** Sets numbers in C notation and omits sizes that the operands imply. */
    private void formatAsUsual() {
        byte[] prefix = "0x".getBytes(StandardCharsets.US_ASCII);
        call("formatter_set_hexPrefix", formatter, copy(prefix), prefix.length);
        call("formatter_set_hexSuffix", formatter, copy(new byte[1]), 0);
        call("formatter_set_uppercaseHex", formatter, 0);
        call("formatter_set_smallHexNumbersInDecimal", formatter, 0);
        call("formatter_set_showBranchSize", formatter, 0);
    }

    /** Rejects the decoder's calls of JavaScript: they report errors and build lists, which nothing here uses. */
    private static ImportValues imports() {
        ImportValues.Builder imports = ImportValues.builder();
        Published.MODULE.importSection().stream()
                .map(FunctionImport.class::cast)
                .forEach(function -> imports.addFunction(new HostFunction(
                        function.module(),
                        function.name(),
                        Published.MODULE.typeSection().getType(function.typeIndex()),
                        (caller, arguments) -> {
                            throw new ChicoryException("the decoder called " + function.name());
                        })));
        return imports.build();
    }

    /** Returns whether code is left to decode. */
    boolean hasNext() {
        return at < code.length;
    }

    Instruction next() {
        int start = at;
        call("decoder_decodeOut", decoder, instruction);
        if (call("instruction_isInvalid", instruction) != 0) {
            at = start + 1;
            seek(at);
            return new Instruction(address + start, HEX.formatHex(code, start, at), "(bad)");
        }
        at = start + call("instruction_length", instruction);
        return new Instruction(address + start, HEX.formatHex(code, start, at), text());
    }

    private String text() {
        call("formatter_format", result, formatter, instruction);
        int start = memory.readInt(result);
        int length = memory.readInt(result + Integer.BYTES);
        String text = memory.readString(start, length);
        call("__wbindgen_free", start, length, 1);
        return text;
    }

    private void seek(int offset) {
        call("decoder_set_position", result, decoder, offset);
        call("decoder_set_ip", decoder, address + offset);
    }

    /** Copies bytes into the decoder's memory; the called function frees it. */
    private int copy(byte[] bytes) {
        int place = call("__wbindgen_malloc", bytes.length, 1);
        memory.write(place, bytes);
        return place;
    }

    private int call(String function, long... arguments) {
        long[] returned = instance.export(function).apply(arguments);
        return returned == null ? 0 : (int) returned[0];
    }
}
