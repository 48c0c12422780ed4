package io.nodememory.kernel.inspect;

import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Type;
import java.util.Optional;

/** Writes types as C declares them. Symbol files lack typedefs of numbers, so declarations name their base types. */
final class Declarations {
    private static final String MADE_UP = "unnamed_";

    private Declarations() {}

    /** The declaration of a name, such as {@code struct mm_struct *mm} or {@code char comm[16]}; the type alone for no name. */
    static String of(Types types, Type type, String name) {
        if (type instanceof Type.Pointer pointer) {
            Type target = pointer.target();
            boolean brackets = target instanceof Type.Array || target instanceof Type.Function;
            return of(types, target, brackets ? "(*" + name + ")" : "*" + name);
        } else if (type instanceof Type.Array array) {
            return of(types, array.element(), name + "[" + (array.count() == 0 ? "" : array.count()) + "]");
        } else if (type instanceof Type.Function) {
            return "int " + name + "()";
        } else if (type instanceof Type.BitField field) {
            return of(types, field.type(), name) + " : " + field.length();
        }
        String word = word(types, type);
        return name.isEmpty() ? word : word + " " + name;
    }

    private static String word(Types types, Type type) {
        if (type instanceof Type.Base base) {
            return base.name();
        } else if (type instanceof Type.Reference reference) {
            if (reference.name().endsWith("_t")) {
                // A struct without a tag has the name of its typedef.
                return reference.name();
            }
            Optional<StructType> struct = types.find(reference.name());
            String keyword = struct.filter(StructType::union).isPresent() ? "union" : "struct";
            return reference.name().startsWith(MADE_UP) ? keyword : keyword + " " + reference.name();
        } else if (type instanceof Type.EnumReference reference) {
            return reference.name().startsWith(MADE_UP) ? "enum" : "enum " + reference.name();
        }
        return "void";
    }
}
