/** How rows become text: one class a format, all of them streaming. */
package io.nodememory.shell.output;
