package io.nodememory.kernel.symbols.dwarf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.SectionData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The DWARF sections of a file: the headers of all units, names and abbreviations. Safe for use by many threads. */
final class DebugInfo {
    private final List<UnitHeader> units = new ArrayList<>();
    private final Map<Long, Integer> bySignature = new HashMap<>();
    private final Names names;
    private final byte[] abbreviations;
    private final int firstOfInfo;

    DebugInfo(ElfFile elf) {
        this(
                elf.data(".debug_types").orElse(new SectionData.InMemory(new byte[0])),
                elf.data(".debug_info")
                        .orElseThrow(() -> new BadInputException(elf.name()
                                + " has no debug information (no section .debug_info); give the vmlinux of the kernel's debug"
                                + " package.")),
                elf.data(".debug_abbrev").map(SectionData::all).orElse(new byte[0]),
                new Names(elf));
    }

    /** @param types {@code .debug_types} of version 4, empty if the file has none */
    DebugInfo(SectionData types, SectionData info, byte[] abbreviations, Names names) {
        this.abbreviations = abbreviations;
        this.names = names;
        // Type units come first, so that of two equal definitions the one in a compile unit counts.
        units.addAll(UnitHeader.all(types, true));
        firstOfInfo = units.size();
        units.addAll(UnitHeader.all(info, false));
        for (int i = 0; i < units.size(); i++) {
            if (units.get(i).type() == Dwarf.UT_TYPE) {
                bySignature.putIfAbsent(units.get(i).signature(), i);
            }
        }
    }

    /** All units; a later unit has a greater index. */
    List<UnitHeader> units() {
        return units;
    }

    Names names() {
        return names;
    }

    Unit newUnit() {
        return new Unit(abbreviations);
    }

    /** The index of the unit in {@code .debug_info} that contains an offset. */
    int unitAt(long offset) {
        int low = firstOfInfo;
        int high = units.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (units.get(middle).offset() + units.get(middle).length() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == units.size() || !units.get(low).contains(offset)) {
            throw new BadInputException("The debug information is damaged: a reference points outside.");
        }
        return low;
    }

    /** The index of the type unit with a signature, -1 if there is none. */
    int unitOf(long signature) {
        return bySignature.getOrDefault(signature, -1);
    }
}
