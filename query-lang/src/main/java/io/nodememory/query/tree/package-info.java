/** The typed tree of a resolved query: SELECT, FROM entries, operands and predicates. */
package io.nodememory.query.tree;
