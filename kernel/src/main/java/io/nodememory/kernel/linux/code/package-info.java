/** The owners of code addresses, the ends of symbols and the dispatch of system calls. */
package io.nodememory.kernel.linux.code;
