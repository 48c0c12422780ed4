/** Parses Groovy text into the syntax tree of the query language, without running any of it. */
package io.nodememory.query.syntax;
