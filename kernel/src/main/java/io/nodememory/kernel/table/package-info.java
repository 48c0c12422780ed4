/** The evidence tables, one file each, and their list. */
package io.nodememory.kernel.table;
