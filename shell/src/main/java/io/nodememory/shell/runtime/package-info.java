/** What every command runs with: standard output, the screen, the exit status, the version and the report of a failure. */
package io.nodememory.shell.runtime;
