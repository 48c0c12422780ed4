/** The work on an agent: acquiring an image, analysing it, collecting policies. */
package io.jenkins.plugins.nodememory.agent;
