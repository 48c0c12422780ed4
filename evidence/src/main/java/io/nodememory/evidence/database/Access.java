package io.nodememory.evidence.database;

/** The purpose of opening a store. */
public enum Access {
    /** Queries only. The store must exist; any number of processes can read a store at the same time. */
    READ,
    /** Adding and deleting captures. Creates a missing store. Only one process at a time can write a store in a file. */
    WRITE
}
