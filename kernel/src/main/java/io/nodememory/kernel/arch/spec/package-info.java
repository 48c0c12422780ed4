/** What an architecture is: the interface of each facet that differs between them. */
package io.nodememory.kernel.arch.spec;
