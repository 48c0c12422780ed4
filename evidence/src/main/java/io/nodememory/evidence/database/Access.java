package io.nodememory.evidence.database;

/** What a store is opened for. */
public enum Access {
    /** Queries alone; the store must exist, and any number of processes may read one store at once. */
    READ,
    /** Captures are added or deleted; makes the store if there is none. One process at a time on a store in a file. */
    WRITE
}
