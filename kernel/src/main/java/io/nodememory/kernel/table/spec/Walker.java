package io.nodememory.kernel.table.spec;

/** Finds the rows of one table in a kernel. */
@FunctionalInterface
public interface Walker<R extends Record> {
    void walk(Walk<R> walk);
}
