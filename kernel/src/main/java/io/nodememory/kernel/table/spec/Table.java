package io.nodememory.kernel.table.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a record an evidence table. A row is an instance, a column is a component (camelCase becomes snake_case). */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Table {
    /** The table's name in queries and SQL. */
    String name();

    /** What a row is, as {@code help TABLE} prints it: one sentence. */
    String help();

    /** Where paths of queries lead to. */
    Join[] joins() default {};

    /** The columns that tell rows of two captures of one node apart, for baselines; never addresses or ids of a boot. */
    String[] identity() default {};

    /**
     * The columns in which rows of one identity are compared between captures (a module's size and taints): what changes only
     * by an act, never what moves by itself (addresses, ids of a boot, counters).
     */
    String[] compared() default {};

    /**
     * Whether its walk reads so much memory, and for so little else, that a slice of an image leaves it out unless all is
     * asked for.
     */
    boolean bulky() default false;
}
