/** Typed kernel structs and the kernel's containers: lists, trees, xarray and maple tree. */
package io.nodememory.kernel.object;
