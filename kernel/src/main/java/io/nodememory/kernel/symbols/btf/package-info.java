/** Types from BTF, which most kernels carry in their own memory. */
package io.nodememory.kernel.symbols.btf;
