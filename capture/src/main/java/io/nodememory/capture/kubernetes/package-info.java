/** A privileged pod on a cluster's node, as long as its memory is read. */
package io.nodememory.capture.kubernetes;
