/** Kernel modules with their symbols and types. */
package io.nodememory.kernel.linux.module;
