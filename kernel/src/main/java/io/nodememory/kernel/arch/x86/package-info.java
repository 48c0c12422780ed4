/** The facets of x86-64. */
package io.nodememory.kernel.arch.x86;
