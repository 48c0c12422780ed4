/** Reading a Linux kernel out of a memory image; this package holds the exceptions and helpers that all others use. */
package io.nodememory.kernel;
