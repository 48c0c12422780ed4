package io.nodememory.kernel.symbols;

/** Describes types in words, the outermost first: {@code pointer to array of 4 int}. */
public final class TypeNames {
    private TypeNames() {}

    public static String of(Type type) {
        if (type instanceof Type.Base base) {
            return base.name();
        } else if (type instanceof Type.Pointer pointer) {
            return "pointer to " + of(pointer.target());
        } else if (type instanceof Type.Array array) {
            return "array of " + array.count() + " " + of(array.element());
        } else if (type instanceof Type.Reference reference) {
            return "struct " + reference.name();
        } else if (type instanceof Type.EnumReference reference) {
            return "enum " + reference.name();
        } else if (type instanceof Type.BitField field) {
            return "%d bits from %d of %s".formatted(field.length(), field.position(), of(field.type()));
        }
        return type instanceof Type.Function ? "function" : "void";
    }
}
