/** Clusters by name, and the ledger of pods that captures may have left. */
package io.jenkins.plugins.nodememory.cluster;
