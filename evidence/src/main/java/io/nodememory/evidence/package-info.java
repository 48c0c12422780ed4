/** The evidence store: opens it, reads images into it, and queries, compares, approves and deletes captures. */
package io.nodememory.evidence;
