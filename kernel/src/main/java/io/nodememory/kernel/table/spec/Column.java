package io.nodememory.kernel.table.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents a column. Every component of a {@link Table} record has this annotation. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {
    /** The meaning of the value, with its unit: one sentence or less. */
    String value();

    /** Whether the value is a kernel or user address: a long that is shown as {@code 0xffff…}. */
    boolean address() default false;

    /** Whether the value may be a secret (memory contents), which is masked by default. */
    boolean secret() default false;
}
