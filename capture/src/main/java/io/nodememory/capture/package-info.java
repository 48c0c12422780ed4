/** Getting the memory of a node into a sealed image: from a cluster, a machine, a shell. */
package io.nodememory.capture;
