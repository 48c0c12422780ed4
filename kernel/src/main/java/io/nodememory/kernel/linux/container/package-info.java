/** Cgroups, containers and pods, as cgroup paths and open log files name them. */
package io.nodememory.kernel.linux.container;
