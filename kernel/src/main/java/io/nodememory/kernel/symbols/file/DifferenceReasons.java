package io.nodememory.kernel.symbols.file;

import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.symbols.Type;
import java.util.Optional;

/** Possible reasons for a difference between two sources, inferred from the difference alone. */
final class DifferenceReasons {
    private DifferenceReasons() {}

    static String ofStruct(String name, Optional<StructType> one, Optional<StructType> other) {
        if (name.startsWith("unnamed_") || name.startsWith("anon")) {
            return "the name of an anonymous type is made up by each source";
        } else if (one.isPresent() && other.isPresent()) {
            return "two definitions under one name in this kernel, or different kernels";
        }
        return "a name that only one source lists: a typedef of a struct, or a struct that no other type needs";
    }

    static String ofTypes(Type one, Type other) {
        if (one.equals(other)) {
            return "the offsets differ: two definitions under one name in this kernel, or different kernels";
        } else if (isUnknown(one) || isUnknown(other)) {
            return "one source does not know the type";
        } else if (one instanceof Type.Array && other instanceof Type.Array) {
            return "sources disagree on arrays that take no bytes";
        } else if (isMadeUp(one) || isMadeUp(other)) {
            return "the name of an anonymous type is made up by each source";
        } else if (one instanceof Type.Reference && other instanceof Type.Reference) {
            return "a typedef and its struct, or two definitions under one name";
        }
        return "two definitions under one name in this kernel, or different kernels";
    }

    static String ofSymbols(Symbol one, Symbol other) {
        if (one == null || other == null) {
            return (one == null ? other : one).address() == 0
                    ? "no address: a local variable, a source file's name, or a declaration"
                    : "only one source lists it";
        } else if (one.address() == other.address()) {
            return ofTypes(typeOf(one), typeOf(other));
        }
        return one.address() == 0 || other.address() == 0
                ? "one source does not know the address"
                : "several symbols of that name, or different kernels";
    }

    private static Type typeOf(Symbol symbol) {
        return symbol.type().orElseGet(Type.Unknown::new);
    }

    private static boolean isUnknown(Type type) {
        return type instanceof Type.Unknown
                || (type instanceof Type.Pointer pointer && pointer.target() instanceof Type.Unknown);
    }

    private static boolean isMadeUp(Type type) {
        if (type instanceof Type.Pointer pointer) {
            return isMadeUp(pointer.target());
        } else if (type instanceof Type.Array array) {
            return isMadeUp(array.element());
        }
        return type instanceof Type.Reference reference && reference.name().startsWith("unnamed_");
    }
}
