/** Network namespaces, devices, addresses and sockets. */
package io.nodememory.kernel.linux.net;
