/** Completion and syntax highlighting for editors of queries. */
package io.nodememory.query.completion;
