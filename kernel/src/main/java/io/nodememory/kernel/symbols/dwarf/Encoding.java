package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;

/** The sizes in bytes that the header of a unit sets. */
record Encoding(int version, int addressSize, int offsetSize) {
    /** The step over a value: its size in bytes, or a step of {@link Abbreviation}. */
    int step(int form) {
        return switch (form) {
            case Dwarf.FORM_FLAG_PRESENT, Dwarf.FORM_IMPLICIT_CONST -> 0;
            case Dwarf.FORM_DATA1, Dwarf.FORM_FLAG, Dwarf.FORM_REF1, Dwarf.FORM_STRX1, Dwarf.FORM_ADDRX1 -> 1;
            case Dwarf.FORM_DATA2, Dwarf.FORM_REF2, Dwarf.FORM_STRX2, Dwarf.FORM_ADDRX2 -> 2;
            case Dwarf.FORM_STRX3, Dwarf.FORM_ADDRX3 -> 3;
            case Dwarf.FORM_DATA4, Dwarf.FORM_REF4, Dwarf.FORM_REF_SUP4, Dwarf.FORM_STRX4, Dwarf.FORM_ADDRX4 -> 4;
            case Dwarf.FORM_DATA8, Dwarf.FORM_REF8, Dwarf.FORM_REF_SIG8, Dwarf.FORM_REF_SUP8 -> 8;
            case Dwarf.FORM_DATA16 -> 16;
            case Dwarf.FORM_ADDR -> addressSize;
            case Dwarf.FORM_REF_ADDR -> version < 3 ? addressSize : offsetSize;
            case Dwarf.FORM_STRP,
                    Dwarf.FORM_LINE_STRP,
                    Dwarf.FORM_SEC_OFFSET,
                    Dwarf.FORM_STRP_SUP,
                    Dwarf.FORM_GNU_REF_ALT,
                    Dwarf.FORM_GNU_STRP_ALT -> offsetSize;
            case Dwarf.FORM_SDATA,
                    Dwarf.FORM_UDATA,
                    Dwarf.FORM_REF_UDATA,
                    Dwarf.FORM_STRX,
                    Dwarf.FORM_ADDRX,
                    Dwarf.FORM_LOCLISTX,
                    Dwarf.FORM_RNGLISTX,
                    Dwarf.FORM_GNU_ADDR_INDEX,
                    Dwarf.FORM_GNU_STR_INDEX -> Abbreviation.STEP_LEB128;
            case Dwarf.FORM_BLOCK, Dwarf.FORM_EXPRLOC -> Abbreviation.STEP_BLOCK_LEB128;
            case Dwarf.FORM_STRING -> Abbreviation.STEP_STRING;
            case Dwarf.FORM_BLOCK1 -> Abbreviation.STEP_BLOCK1;
            case Dwarf.FORM_BLOCK2 -> Abbreviation.STEP_BLOCK2;
            case Dwarf.FORM_BLOCK4 -> Abbreviation.STEP_BLOCK4;
            case Dwarf.FORM_INDIRECT -> Abbreviation.STEP_INDIRECT;
            default -> throw new BadInputException("The debug information uses the unknown form 0x%x.".formatted(form));
        };
    }
}
