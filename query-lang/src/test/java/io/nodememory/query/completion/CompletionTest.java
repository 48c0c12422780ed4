package io.nodememory.query.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.query.SmallTables;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    private static final ValueSource VALUES =
            (table, column, prefix) -> List.of(table + "." + column + ":" + prefix, "it's");

    private final Completion completion = new Completion(SmallTables.CATALOGUE, VALUES);

    /** The bar marks the cursor; the first suggestions are listed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "|; tasks containers sockets modules environment baseline",
                "ta|; tasks",
                "TAS|; tasks",
                "tasks.|; where select orderBy limit by count distinct added removed any every isEmpty address pid",
                "tasks.wh|; where",
                "tasks.where { |; address pid ppid name",
                "tasks.where { exe|; exe exe_deleted",
                "tasks.where { deleted|; exe_deleted",
                "tasks.where { uid == 0 && par|; parent",
                "tasks.where { !con|; container_id container",
                "tasks.where { parent.na|; name",
                "tasks.where { parent.parent.cont|; container_id container",
                "tasks.where { container.pod|; pod_name",
                "tasks.where { sockets.|; any every count size isEmpty distinct address pid state",
                "tasks.where { sockets.any { lo|; local_port",
                "tasks.where { sockets.any { state == 'LISTEN' }.|; ",
                "tasks.where { sockets.any { local_port == 1 } && ui|; uid",
                "tasks.where { name.s|; startsWith size",
                "tasks.where { groups.|; contains size isEmpty",
                "tasks.where { name |; == != =~ ==~ in && ||",
                "tasks.where { uid == 0 |; && ||",
                "tasks.where { CAP_SYS_A|; CAP_SYS_ADMIN",
                "tasks.where { start_time > now() - 10.m|; minutes",
                "tasks.where { name in base|; baseline",
                "tasks.where { name in baseline.mod|; modules",
                "tasks.where { name in baseline.modules.na|; name",
                "tasks.where { t -> t.ui|; uid",
                "tasks.where { it.par|; parent",
                "tasks.where { uid == 0 }.|; where select",
                "tasks.where { uid == 0 }.select { [pid, pa|; parent",
                "tasks.select(pod: container.pod|; pod_name",
                "(tasks - base|; baseline",
                "(tasks - baseline.tasks).|; where select",
                "(tasks - baseline.tasks).by(na|; name",
                "modules.added(|; since: baseline",
                "tasks.limit(|; ",
                "tasks.where { name == '|; tasks.name: it\\'s",
                "tasks.where { parent.exe != '/us|; tasks.exe:/us it\\'s",
                "tasks.where { container.pod_name in ['a', 'we|; containers.pod_name:we it\\'s",
                "tasks.where { name =~ /x|; ",
                "tasks // ta|; ",
                "nothing.|; ",
                "))) }} tasks.wh|; where",
                "tasks.where { \"${|; "
            })
    void suggests(String written, String first) {
        int cursor = written.indexOf('|');
        String text = written.substring(0, cursor) + written.substring(cursor + 1);
        List<String> values = completion.complete(text, cursor).stream()
                .map(Suggestion::value)
                .toList();
        if (first == null) {
            assertThat(values).isEmpty();
        } else {
            assertThat(String.join(" ", values)).startsWith(first);
        }
    }

    @Test
    void saysWhereTheWordBeginsAndWhatItIs() {
        Suggestion suggestion = completion.complete("tasks.where { ex } ", 16).get(0);
        assertThat(suggestion).isEqualTo(new Suggestion("exe", "columns", "Executable", 14));
    }

    @Test
    void neverFailsOnAnyBeginningOfAQuery() {
        String text =
                "(tasks - baseline.tasks).where { t -> !(t.name in ['a', \"b\"]) && sockets.any { local_port & 1 } "
                        + "|| name =~ /x\\/y/ }.by(name, pod: container.pod_name) /* x */ // y\n.orderBy { -count }.limit(3)";
        for (int i = 0; i <= text.length(); i++) {
            assertThat(completion.complete(text, i)).isNotNull();
            assertThat(new Highlighting(SmallTables.CATALOGUE).spans(text.substring(0, i)))
                    .isNotNull();
        }
    }
}
