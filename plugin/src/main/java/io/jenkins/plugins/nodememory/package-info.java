/** The steps of pipelines and freestyle projects, and the pages of a build's captures. */
package io.jenkins.plugins.nodememory;
