package io.nodememory.kernel.object;

import java.util.List;
import java.util.Optional;

/**
 * The result of a walk over one of the kernel's containers.
 *
 * @param entries every entry that the walk reached
 * @param damage why the walk ended early, if it did; entries may be missing then
 */
public record Chain(List<KernelObject> entries, Optional<String> damage) {}
