/** The registry of architectures whose kernels can be read. */
package io.nodememory.kernel.arch;
