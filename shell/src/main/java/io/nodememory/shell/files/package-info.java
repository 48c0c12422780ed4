/** Files taken out of a memory image's page cache. */
package io.nodememory.shell.files;
