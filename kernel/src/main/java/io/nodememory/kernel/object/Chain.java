package io.nodememory.kernel.object;

import java.util.List;
import java.util.Optional;

/**
 * What a walk over one of the kernel's containers found.
 *
 * @param entries every entry that could be reached
 * @param damage why the walk did not come to its regular end, if it did not: entries may then be missing
 */
public record Chain(List<KernelObject> entries, Optional<String> damage) {}
