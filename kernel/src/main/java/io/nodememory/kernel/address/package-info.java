/** Virtual memory of an image through page tables, whatever their format. */
package io.nodememory.kernel.address;
