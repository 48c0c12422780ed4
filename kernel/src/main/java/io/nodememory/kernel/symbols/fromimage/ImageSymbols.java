package io.nodememory.kernel.symbols.fromimage;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.address.X86AddressSpace;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.btf.Btf;
import io.nodememory.kernel.symbols.btf.BtfSymbols;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.KallsymsTable;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes symbols out of the memory image alone: types from the kernel's BTF, addresses from its kallsyms. */
public final class ImageSymbols {
    private ImageSymbols() {}

    public static Symbols find(MemoryImage image) {
        X86AddressSpace memory = new PageTableSearch(image)
                .find(candidate -> kallsyms(KernelRegion.all(candidate)).isPresent())
                .orElseThrow(() -> new BadInputException("no kernel with kallsyms found in the image"));
        List<KernelRegion> regions = KernelRegion.all(memory);
        KallsymsTable kallsyms = kallsyms(regions).orElseThrow();
        List<KallsymsEntry> entries = new ArrayList<>(kallsyms.count());
        kallsyms.decode(entries::add);
        SymbolTable table = SymbolTable.of(entries);
        Btf btf = BtfSearch.find(regions, table)
                .orElseThrow(() -> new BadInputException("the kernel in the image has no BTF"));
        return new BtfSymbols(
                new Origin("BTF and kallsyms of the image", true),
                new BtfTypes(btf),
                table,
                Map.of(),
                KernelText.banner(regions),
                KernelText.buildId(regions));
    }

    static Optional<KallsymsTable> kallsyms(List<KernelRegion> regions) {
        return regions.stream()
                .flatMap(region -> KallsymsTable.find(region.content(), region.start()).stream())
                .findFirst();
    }
}
