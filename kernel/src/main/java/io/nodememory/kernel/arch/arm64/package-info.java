/** The facets of AArch64, which Linux calls arm64. */
package io.nodememory.kernel.arch.arm64;
