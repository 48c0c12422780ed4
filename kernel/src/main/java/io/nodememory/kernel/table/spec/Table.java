package io.nodememory.kernel.table.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a record as an evidence table. A row is an instance, a column is a component (camelCase becomes snake_case).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Table {
    /** The name of the table in queries and SQL. */
    String name();

    /** The meaning of a row, as {@code help TABLE} prints it: one sentence. */
    String help();

    /** The paths to other tables in queries. */
    Join[] joins() default {};

    /**
     * The columns that identify the same row in two captures of one node, for baselines. They never include addresses
     * or ids of a boot.
     */
    String[] identity() default {};

    /**
     * The columns that a baseline compares for rows of one identity, such as a module's size and taints. They change
     * only by an action, and never by themselves (addresses, ids of a boot, counters).
     */
    String[] compared() default {};

    /** Whether the walk reads so much memory for so few rows that a slice of an image omits the table by default. */
    boolean bulky() default false;
}
