package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.query.completion.StoreValues;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class StoreValuesTest {
    @Test
    void givesValuesOfTheCaptureButNoSecrets() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            TestStore.fill(connection);
            StoreValues values = new StoreValues(
                    new QueryEngine(SmallTables.CATALOGUE), () -> QueryContext.of(connection, SmallTables.CAPTURE));
            assertThat(values.values("tasks", "name", "k")).containsExactly("kthreadd", "kworker/0:1", "kworker/1:9");
            assertThat(values.values("tasks", "cmdline", "sh -c '")).containsExactly("sh -c 'id'");
            assertThat(values.values("sockets", "state", "")).containsExactly("LISTEN", "ESTABLISHED");
            assertThat(values.values("environment", "value", "")).isEmpty();
            assertThat(values.values("tasks", "pid", "")).isEmpty();
            assertThat(values.values("nothing", "at_all", "")).isEmpty();
        }
    }
}
