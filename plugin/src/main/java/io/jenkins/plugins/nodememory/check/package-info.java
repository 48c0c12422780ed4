/** Checks of a build: reports, gates, trend and test results. */
package io.jenkins.plugins.nodememory.check;
