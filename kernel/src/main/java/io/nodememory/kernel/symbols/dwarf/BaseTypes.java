package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.symbols.Type;

/** Interprets the encodings of base types. */
final class BaseTypes {
    private BaseTypes() {}

    static Type.Base of(String name, long size, long encoding) {
        Type.Base.Kind kind =
                switch ((int) encoding) {
                    case Dwarf.ATE_SIGNED_CHAR, Dwarf.ATE_UNSIGNED_CHAR -> Type.Base.Kind.CHAR;
                    case Dwarf.ATE_BOOLEAN -> Type.Base.Kind.BOOL;
                    case Dwarf.ATE_FLOAT -> Type.Base.Kind.FLOAT;
                    default -> Type.Base.Kind.INT;
                };
        return new Type.Base(name, (int) Math.max(0, Math.min(size, 1 << 10)), isSigned(encoding), kind);
    }

    /** Returns a base type. As in dwarf2json, complex numbers count as integers. */
    static boolean isInteger(long encoding) {
        return encoding == Dwarf.ATE_SIGNED || encoding == Dwarf.ATE_UNSIGNED || encoding == Dwarf.ATE_COMPLEX_FLOAT;
    }

    static boolean isSigned(long encoding) {
        return encoding != Dwarf.ATE_UNSIGNED && encoding != Dwarf.ATE_UNSIGNED_CHAR;
    }
}
