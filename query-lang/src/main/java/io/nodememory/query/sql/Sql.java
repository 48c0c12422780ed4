package io.nodememory.query.sql;

import io.nodememory.query.tree.Bind;
import java.util.List;

/** A statement with its parameters in order. */
public record Sql(String text, List<Bind> binds) {}
