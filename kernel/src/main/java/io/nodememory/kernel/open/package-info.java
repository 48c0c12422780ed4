/** Puts an image and symbols together: finds the kernel in the image and proves that the symbols are its own. */
package io.nodememory.kernel.open;
