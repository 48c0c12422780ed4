package io.nodememory.kernel.arch.spec;

import java.util.function.LongPredicate;

/**
 * The virtual addresses that a kernel's own image (text, constants, data) can have.
 *
 * @param first the lowest address
 * @param end one past the highest address; 0 for the end of the address space
 * @param linked the address at which the architecture links its kernels
 * @param belongs whether a mapped page can be part of the image rather than of other memory beside it
 * @param modules whether an address can be in the memory of modules
 */
public record KernelArea(long first, long end, long linked, LongPredicate belongs, LongPredicate modules) {}
