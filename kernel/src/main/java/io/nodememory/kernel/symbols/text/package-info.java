/** A kernel's code as built, with the places that the kernel itself changes. */
package io.nodememory.kernel.symbols.text;
