package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.catalogue.LanguageWords;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    /** A query can use the name of every table, column and join. */
    @Test
    void everyNameCanBeAsked() {
        Catalogue catalogue = new Catalogue(Tables.ALL);
        QueryEngine engine = new QueryEngine(catalogue);
        for (TableSpec<?> table : Tables.ALL) {
            assertThat(engine.compile(table.name()).columns()).hasSameSizeAs(table.columns());
            table.columns()
                    .forEach(column -> assertThat(engine.compile("%s.where { %s }.select { [%s] }"
                                            .formatted(table.name(), column.name(), column.name()))
                                    .columns())
                            .hasSize(1));
            table.joins()
                    .forEach(join -> assertThat(engine.compile("%s.where { %s }".formatted(table.name(), join.name())))
                            .isNotNull());
        }
    }

    /** {@code credential} of a task is an address, and before a dot it is the join to that cred. */
    @Test
    void aColumnAndAJoinMayShareAName() {
        QueryEngine engine = new QueryEngine(new Catalogue(Tables.ALL));
        String path = "tasks.where { 'CAP_SYS_ADMIN' in credential.effective && parent.credential.uid == 0 }";
        assertThat(engine.explain(path).toString()).contains("JOIN \"credentials\"");
        assertThat(engine.explain("tasks.where { credential == 0xffff888000000000 }")
                        .toString())
                .contains("\"credential\"")
                .doesNotContain("JOIN");
    }

    @Test
    void helpOfWordsIsAQueryThatWorks() {
        QueryEngine engine = new QueryEngine(new Catalogue(Tables.ALL));
        LanguageWords.OPERATIONS.forEach(word -> engine.compile("tasks." + word.usage()));
        LanguageWords.OF_TEXT.forEach(word -> engine.compile("tasks.where { " + word.usage() + " }"));
    }

    @Test
    void tablesThatDoNotFitAreRefused() {
        List<TableSpec<?>> withoutSockets = SmallTables.TABLES.subList(0, 2);
        assertThatThrownBy(() -> new Catalogue(withoutSockets)).hasMessageContaining("joins an unknown table: sockets");
    }
}
