/** Proves that a capture is as it was sealed: tables, record, image, manifest and chain. */
package io.nodememory.evidence.verify;
