/** The configuration of Jenkins: clusters, stores and defaults. */
package io.jenkins.plugins.nodememory.config;
