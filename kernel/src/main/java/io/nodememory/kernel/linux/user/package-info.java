/** The memory of processes as their programs use it: shell histories, ELF headers and suspicious areas. */
package io.nodememory.kernel.linux.user;
