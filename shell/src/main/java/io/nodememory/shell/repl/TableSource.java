package io.nodememory.shell.repl;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The Java source of a table: its columns, and the walk through the kernel that finds its rows. */
final class TableSource {
    private TableSource() {}

    static String of(TableSpec<?> table) {
        Class<?> row = table.rowType();
        try (InputStream in = row.getResourceAsStream(row.getSimpleName() + ".java")) {
            if (in == null) {
                throw new BadInputException("the source of " + table.name() + " is not part of this distribution");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadInputException(
                    "the source of %s cannot be read: %s".formatted(table.name(), e.getMessage()), e);
        }
    }
}
