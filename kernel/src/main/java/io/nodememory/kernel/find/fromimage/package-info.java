/** Makes symbols from the image alone: BTF, kallsyms, and variables that the kernel's structures and code lead to. */
package io.nodememory.kernel.find.fromimage;
