package io.nodememory.kernel.arch.spec;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.object.Types;
import java.util.Optional;
import java.util.OptionalLong;

/** The parts of an opened kernel that the facets of an architecture use. */
public interface RunningKernel {
    AddressSpace memory();

    Types types();

    /** The run-time address of a symbol, if the symbols have it. */
    OptionalLong findAddress(String symbol);

    /** Its VMCOREINFO, if the image's header or the kernel's memory holds it. */
    Optional<VmcoreInfo> info();
}
