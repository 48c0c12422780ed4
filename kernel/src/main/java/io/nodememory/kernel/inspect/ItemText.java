package io.nodememory.kernel.inspect;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Writes items as C declares and initializes them. A pointer is its address with a comment: the symbol at the target, or the text
 * behind a {@code char *}. A comment also stands in place of a value that cannot be read.
 */
public final class ItemText {
    /** The most elements of an array to write. */
    private static final long MOST_ELEMENTS = 16;

    /** The deepest nesting of structs to write; no kernel nests deeper. */
    private static final int DEEPEST = 24;

    /** The most lines of one item, because a crafted type could have any number. */
    private static final int MOST_LINES = 20_000;

    private static final int LONGEST_TEXT = 128;

    private final AddressNames names;
    private final Appendable out;
    private final BooleanSupplier cancelled;
    private int lines;

    /** @param cancelled when true, ends the writing early */
    public ItemText(AddressNames names, Appendable out, BooleanSupplier cancelled) {
        this.names = names;
        this.out = out;
        this.cancelled = cancelled;
    }

    /** Writes an item; for a pointer to a struct, the struct. */
    public void write(Item item) throws IOException {
        lines = 0;
        if (item.type() instanceof Type.Pointer) {
            Item target = item.target();
            if (target.address() == 0 || !(target.type() instanceof Type.Reference)) {
                out.append(item.declaration()).append(" = ").append(value(item)).append('\n');
                return;
            }
            write(target);
        } else if (item.type() instanceof Type.Reference) {
            StructType layout = item.layout();
            if (item.types().memory().translate(item.address()).isEmpty()) {
                throw new UnreadableMemoryException(
                        item.address(), "0x%016x is not mapped, or not in the image".formatted(item.address()));
            }
            out.append(
                    "%s {    // at 0x%016x, %d bytes%n".formatted(item.declaration(), item.address(), layout.size()));
            members(item, 1);
            out.append("}\n");
        } else {
            out.append(item.declaration()).append(" = ");
            initializer(item, 0);
            out.append('\n');
        }
    }

    /** Writes an item in one line: its address, its type and, unless it is a struct, its value. */
    public void writeLine(Item item) throws IOException {
        String value = item.type() instanceof Type.Reference ? "" : " = " + brief(item);
        out.append("0x%016x  %s%s%n".formatted(item.address(), item.declaration(), value));
    }

    private String brief(Item item) {
        if (item.type() instanceof Type.Array array) {
            return isText(array)
                    ? text(item.types(), item.address(), (int) Math.min(array.count(), 4096))
                    : "%d elements".formatted(array.count());
        }
        return value(item);
    }

    private void members(Item struct, int depth) throws IOException {
        for (Member member : struct.layout().members()) {
            if (cancelled.getAsBoolean() || ++lines > MOST_LINES) {
                if (lines == MOST_LINES + 1) {
                    indent(depth).append("// the rest is omitted\n");
                }
                return;
            }
            Item item = new Item(struct.types(), member.type(), struct.address() + member.offset());
            String name = member.anonymous() ? "" : member.name();
            indent(depth).append(Declarations.of(struct.types(), member.type(), name));
            out.append(name.isEmpty() ? " " : " = ");
            initializer(item, depth);
            out.append(",\n");
        }
    }

    private Appendable indent(int depth) throws IOException {
        return out.append("  ".repeat(depth));
    }

    private void initializer(Item item, int depth) throws IOException {
        if (item.type() instanceof Type.Reference && depth < DEEPEST) {
            try {
                item.layout();
            } catch (MissingSymbolException e) {
                out.append("/* ").append(e.getMessage()).append(" */");
                return;
            }
            out.append("{\n");
            members(item, depth + 1);
            indent(depth).append('}');
        } else if (item.type() instanceof Type.Array array) {
            array(item, array, depth);
        } else {
            out.append(value(item));
        }
    }

    private void array(Item item, Type.Array array, int depth) throws IOException {
        if (isText(array)) {
            out.append(text(item.types(), item.address(), (int) Math.min(array.count(), 4096)));
            return;
        }
        if (isZero(item, array)) {
            out.append("{ }");
            return;
        }
        boolean wide = array.element() instanceof Type.Reference || array.element() instanceof Type.Array;
        out.append(wide ? "{\n" : "{ ");
        long shown = Math.min(array.count(), MOST_ELEMENTS);
        for (long i = 0; i < shown && lines <= MOST_LINES; i++) {
            if (wide) {
                lines++;
                indent(depth + 1);
            }
            initializer(item.at(i), depth + 1);
            out.append(wide ? ",\n" : i + 1 < shown ? ", " : "");
        }
        if (shown < array.count()) {
            String rest = "// and %d more".formatted(array.count() - shown);
            (wide ? indent(depth + 1) : out.append(' ')).append(rest).append('\n');
            indent(depth).append('}');
        } else if (wide) {
            indent(depth).append('}');
        } else {
            out.append(" }");
        }
    }

    /** Whether all elements are zero; only for arrays that are short enough to read. */
    private static boolean isZero(Item item, Type.Array array) {
        long size = array.count() == 0 ? 0 : item.types().sizeOf(array);
        if (size < 0 || size > 1 << 20) {
            return false;
        }
        byte[] bytes = new byte[(int) size];
        if (item.types().memory().readUpTo(item.address(), bytes, 0, bytes.length) < bytes.length) {
            return false;
        }
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(Type.Array array) {
        return array.count() > 0
                && array.element() instanceof Type.Base base
                && base.size() == 1
                && (base.kind() == Type.Base.Kind.CHAR || base.name().equals("char"));
    }

    private String value(Item item) {
        try {
            return scalar(item);
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            return "/* " + e.getMessage() + " */";
        }
    }

    private String scalar(Item item) {
        Types types = item.types();
        if (item.type() instanceof Type.Pointer pointer) {
            return pointer(types, pointer, types.memory().readPointer(item.address()));
        } else if (item.type() instanceof Type.EnumReference reference) {
            long value = types.readNumber(item.address(), item.type(), reference.name());
            return types.symbols()
                    .enumeration(reference.name())
                    .flatMap(type -> constant(type, value))
                    .map(name -> name + " /* " + value + " */")
                    .orElse(String.valueOf(value));
        } else if (item.type() instanceof Type.Base base) {
            return number(base, types.readNumber(item.address(), base, base.name()));
        } else if (item.type() instanceof Type.BitField field) {
            return String.valueOf(types.readNumber(item.address(), field, item.declaration()));
        }
        return "at 0x%016x".formatted(item.address());
    }

    private static Optional<String> constant(EnumType type, long value) {
        return type.constants().entrySet().stream()
                .filter(constant -> constant.getValue() == value)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String number(Type.Base base, long value) {
        return switch (base.kind()) {
            case BOOL -> value == 0 ? "false" : value == 1 ? "true" : String.valueOf(value);
            case FLOAT ->
                base.size() == 8
                        ? String.valueOf(Double.longBitsToDouble(value))
                        : String.valueOf(Float.intBitsToFloat((int) value));
            case CHAR, INT ->
                // A number that looks like an address or a mask is easier to read in hexadecimal.
                base.size() == 8 && (value < 0 || value > 0xffff_ffffL) && !base.signed()
                        ? "0x" + Long.toHexString(value)
                        : base.signed() ? String.valueOf(value) : Long.toUnsignedString(value);
        };
    }

    private String pointer(Types types, Type.Pointer pointer, long target) {
        if (target == 0) {
            return "NULL";
        }
        String address = "0x%016x".formatted(target);
        if (pointer.target() instanceof Type.Base base && base.size() == 1 && base.kind() != Type.Base.Kind.BOOL) {
            Optional<String> text = printable(types, target);
            if (text.isPresent()) {
                return address + " /* " + text.get() + " */";
            }
        }
        return names.of(target).map(name -> address + " /* " + name + " */").orElse(address);
    }

    /** The text at an address, if the bytes there look like text. */
    private static Optional<String> printable(Types types, long address) {
        try {
            byte[] bytes = types.memory().readCString(address, LONGEST_TEXT);
            for (byte b : bytes) {
                if (b < ' ' || b == 0x7f) {
                    return Optional.empty();
                }
            }
            return bytes.length == 0 ? Optional.empty() : Optional.of(quote(bytes, bytes.length));
        } catch (UnreadableMemoryException e) {
            return Optional.empty();
        }
    }

    private static String text(Types types, long address, int length) {
        byte[] bytes = new byte[length];
        int got = types.memory().readUpTo(address, bytes, 0, length);
        if (got < length) {
            return "/* not mapped, or not in the image */";
        }
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return quote(bytes, end);
    }

    private static String quote(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : new String(bytes, 0, length, StandardCharsets.UTF_8).toCharArray()) {
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> text.append(c < ' ' || c == 0x7f ? "\\x%02x".formatted((int) c) : String.valueOf(c));
            }
        }
        return text.append('"').toString();
    }
}
