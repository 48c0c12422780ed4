/** What all other packages use: texts for logs, permissions, the base of pages. */
package io.jenkins.plugins.nodememory.common;
