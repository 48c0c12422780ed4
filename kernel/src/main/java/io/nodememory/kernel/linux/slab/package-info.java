/** Objects found in slab caches, without any list: tasks and sockets. */
package io.nodememory.kernel.linux.slab;
