/** Checks captures by policies: {@link io.nodememory.query.check.NodeCheck} returns a {@link io.nodememory.query.check.CheckResult}. */
package io.nodememory.query.check;
