/** Resolves the names of a syntax tree by the catalogue, which gives a typed SELECT. */
package io.nodememory.query.resolve;
