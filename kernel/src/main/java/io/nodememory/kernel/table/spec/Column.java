package io.nodememory.kernel.table.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents a column; on every component of a {@link Table} record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {
    /** What the value is, with its unit: one sentence or less. */
    String value();

    /** The value is a kernel or user address: a long shown as {@code 0xffff…}. */
    boolean address() default false;

    /** The value may be a secret (memory contents): masked unless asked for. */
    boolean secret() default false;
}
