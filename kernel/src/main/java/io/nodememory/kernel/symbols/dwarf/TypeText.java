package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.dwarf.StructEntry.Field;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes types as text in the notation of Go's {@code debug/dwarf}. dwarf2json names anonymous structs and enumerations by a hash
 * of this text, and Volatility's plugins and existing ISF files use these names.
 */
final class TypeText {
    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 64;

    private final Names names;
    private final References references;
    private final TypeSizes sizes;
    private final StringBuilder text = new StringBuilder();

    TypeText(Names names, References references, TypeSizes sizes) {
        this.names = names;
        this.references = references;
        this.sizes = sizes;
    }

    /** The name of an anonymous type: {@code unnamed_} and the first 8 bytes of the SHA-1 of its text. */
    String unnamed(Unit unit, Die entry) {
        text.setLength(0);
        type(unit, entry, 0, false);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "unnamed_" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private String name(Unit unit, Die entry) {
        return entry.nameForm == 0 ? "" : names.text(unit, entry.nameForm, entry.nameAt);
    }

    /** Writes the type of an entry; {@code void} if it has none. */
    private void typeOf(Unit unit, Die entry, int depth, boolean empty) {
        if (entry.type == Die.ABSENT) {
            text.append("void");
            return;
        }
        Die type = new Die();
        Unit target = references.readType(unit, entry, type);
        type(target, type, depth + 1, empty);
    }

    private void type(Unit unit, Die type, int depth, boolean empty) {
        if (depth > DEEPEST || text.length() > LONGEST) {
            throw new BadInputException("The debug information is damaged: it describes a type that is too large.");
        }
        switch (type.tag) {
            case Dwarf.TAG_ARRAY -> array(unit, type, depth, empty);
            case Dwarf.TAG_POINTER -> {
                text.append('*');
                typeOf(unit, type, depth, false);
            }
            case Dwarf.TAG_CONST -> qualified("const ", unit, type, depth);
            case Dwarf.TAG_VOLATILE -> qualified("volatile ", unit, type, depth);
            case Dwarf.TAG_RESTRICT -> qualified("restrict ", unit, type, depth);
            case Dwarf.TAG_STRUCT -> struct("struct", unit, type, depth);
            case Dwarf.TAG_UNION -> struct("union", unit, type, depth);
            case Dwarf.TAG_CLASS -> struct("class", unit, type, depth);
            case Dwarf.TAG_ENUMERATION -> enumeration(unit, type);
            case Dwarf.TAG_SUBROUTINE -> function(unit, type, depth);
            case Dwarf.TAG_BASE, Dwarf.TAG_UNSPECIFIED -> {
                String name = name(unit, type);
                text.append(name.isEmpty() ? "?" : name);
            }
            default -> text.append(name(unit, type));
        }
    }

    private void qualified(String qualifier, Unit unit, Die type, int depth) {
        text.append(qualifier);
        typeOf(unit, type, depth, false);
    }

    private void array(Unit unit, Die type, int depth, boolean empty) {
        long[] dimensions = ArrayEntry.dimensions(unit, type);
        long inner = sizes.ofType(unit, type);
        for (int i = 1; i < dimensions.length; i++) {
            inner = dimensions[i] == ArrayEntry.UNKNOWN ? 0 : inner * dimensions[i];
        }
        for (int i = 0; i < dimensions.length; i++) {
            text.append('[')
                    .append(i == 0 && empty && inner != 0 ? 0 : dimensions[i])
                    .append(']');
        }
        typeOf(unit, type, depth, false);
    }

    private void struct(String kind, Unit unit, Die type, int depth) {
        text.append(kind);
        if (type.nameForm != 0) {
            text.append(' ').append(name(unit, type));
            return;
        }
        if (type.declaration) {
            text.append(" /*incomplete*/");
            return;
        }
        text.append(" {");
        String separator = "";
        for (Field field : StructEntry.read(unit, type).fields()) {
            text.append(separator).append(name(unit, field.entry())).append(' ');
            separator = "; ";
            typeOf(unit, field.entry(), depth, field.empty());
            text.append('@').append(field.offset());
            if (field.bits() > 0) {
                text.append(" : ").append(field.bits()).append('@').append(field.bitOffset());
            }
        }
        text.append('}');
    }

    private void enumeration(Unit unit, Die type) {
        text.append("enum");
        if (type.nameForm != 0) {
            text.append(' ').append(name(unit, type));
        }
        text.append(" {");
        Children children = new Children(unit, type);
        Die child = new Die();
        String separator = "";
        while (children.next(child) && text.length() <= LONGEST) {
            if (child.tag == Dwarf.TAG_ENUMERATOR) {
                text.append(separator).append(name(unit, child)).append('=').append(Die.orZero(child.constValue));
                separator = "; ";
            }
        }
        text.append('}');
    }

    private void function(Unit unit, Die type, int depth) {
        text.append("func(");
        Children children = new Children(unit, type);
        Die child = new Die();
        String separator = "";
        while (children.next(child)) {
            if (child.tag == Dwarf.TAG_FORMAL_PARAMETER) {
                text.append(separator);
                typeOf(unit, child, depth, false);
                separator = ", ";
            } else if (child.tag == Dwarf.TAG_UNSPECIFIED_PARAMETERS) {
                text.append(separator).append("...");
                separator = ", ";
            }
        }
        text.append(") ");
        typeOf(unit, type, depth, false);
    }
}
