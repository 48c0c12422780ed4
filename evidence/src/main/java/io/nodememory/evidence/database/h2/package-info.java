/** A store in one H2 file: its creation, checks, encryption, backup and compaction. */
package io.nodememory.evidence.database.h2;
