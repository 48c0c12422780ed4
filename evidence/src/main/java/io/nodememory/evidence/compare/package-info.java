/** Compares two captures by the identities of their rows. */
package io.nodememory.evidence.compare;
