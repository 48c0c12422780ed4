/** The places in which the symbols of a kernel are looked for. */
package io.nodememory.kernel.find;
