/** Tasks, their names, states, ids, namespaces and the lists that contain them. */
package io.nodememory.kernel.linux.task;
