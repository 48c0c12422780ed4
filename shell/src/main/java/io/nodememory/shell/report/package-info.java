/** What a check came to: for people at a terminal, and in the formats of other programs. */
package io.nodememory.shell.report;
