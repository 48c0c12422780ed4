/** The access to a cluster and the credentials for it. */
package io.jenkins.plugins.nodememory.access;
