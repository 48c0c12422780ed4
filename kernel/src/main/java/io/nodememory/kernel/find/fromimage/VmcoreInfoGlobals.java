package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.open.KernelOpener;
import java.util.Optional;

/** The variables whose addresses VMCOREINFO holds for crash dump tools: {@code SYMBOL(init_uts_ns)=…} and others. */
final class VmcoreInfoGlobals {
    private static final String PREFIX = "SYMBOL(";

    private VmcoreInfoGlobals() {}

    static void find(GlobalSearch search) {
        Optional<VmcoreInfo> info = search.kernel()
                .info()
                .or(() -> KernelOpener.probe(search.kernel().image()));
        info.ifPresent(known -> known.values().keySet().stream()
                .filter(key -> key.startsWith(PREFIX) && key.endsWith(")"))
                .map(key -> key.substring(PREFIX.length(), key.length() - 1))
                .forEach(name -> known.symbol(name).ifPresent(address -> search.found(name, address))));
    }
}
