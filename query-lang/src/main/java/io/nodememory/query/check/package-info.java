/** Policies on captures: {@link io.nodememory.query.check.NodeCheck} runs them, {@link io.nodememory.query.check.CheckResult} is the answer. */
package io.nodememory.query.check;
