/** Runs a privileged pod on a node of a Kubernetes cluster while its memory is read. */
package io.nodememory.capture.kubernetes;
