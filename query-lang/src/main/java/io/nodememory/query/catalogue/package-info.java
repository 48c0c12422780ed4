/** The names that queries can use: tables with columns and joins, constants, and the words of the language. */
package io.nodememory.query.catalogue;
