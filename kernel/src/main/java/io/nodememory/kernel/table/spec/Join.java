package io.nodememory.kernel.table.spec;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A path from the rows of one table to the rows of another of the same capture, such as {@code parent.name}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Join {
    /** The path's name in queries. */
    String name();

    /** The other table's name. */
    String table();

    /** This table's columns. */
    String[] on();

    /** The other table's columns, in the order of {@link #on()}. */
    String[] to();

    /** Whether several rows may match; the path then means any of them. */
    boolean many() default false;

    String help();
}
