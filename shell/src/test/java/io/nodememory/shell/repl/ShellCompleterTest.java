package io.nodememory.shell.repl;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.kernel.table.Tables;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.completion.Completion;
import io.nodememory.shell.inspect.InspectCompletion;
import io.nodememory.shell.inspect.OpenView;
import io.nodememory.shell.repl.ReplCommand.Argument;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class ShellCompleterTest {
    private final ShellCompleter completer = new ShellCompleter(
            new Completion(
                    new Catalogue(Tables.ALL),
                    (table, column, prefix) -> List.of(table + "/" + column + "/" + prefix, "esc\u001b")),
            new InspectCompletion(new OpenView(SymbolChoice.USUAL)),
            command -> List.of(new Argument("of-" + command.name(), "")));

    /** The values that JLine would offer at the bar. */
    private List<String> at(String lineWithBar) {
        int cursor = lineWithBar.indexOf('|');
        String line = lineWithBar.replace("|", "");
        ParsedLine parsed = new LineParser().parse(line, cursor, ParseContext.COMPLETE);
        List<Candidate> candidates = new ArrayList<>();
        completer.complete(null, parsed, candidates);
        return candidates.stream()
                .map(Candidate::value)
                .filter(value -> value.startsWith(parsed.word()))
                .toList();
    }

    @Test
    void anEmptyLineOffersTablesAndCommands() {
        assertThat(at("|")).contains("tasks", "mounts", "baseline", "help", "captures");
        assertThat(at("ta|")).containsExactlyInAnyOrder("tasks", "tables", "task_views", "task_scan");
    }

    @Test
    void operationsComeWithTheirPunctuation() {
        assertThat(at("tasks.|")).contains("where { ", "limit(", "count()");
        assertThat(at("tasks.wh|")).containsExactly("where { ");
    }

    @Test
    void columnsAndJoinedColumnsAreThoseOfTheTable() {
        assertThat(at("tasks.where { exe_|")).containsExactly("exe_deleted");
        assertThat(at("tasks.where { parent.na|")).contains("name");
        assertThat(at("mounts.select { [tar|")).containsExactly("target");
    }

    @Test
    void valuesReplaceWhatStandsAfterTheQuoteAndCloseIt() {
        ParsedLine parsed = new LineParser().parse("tasks.where { exe == '/usr/b", 28, ParseContext.COMPLETE);
        assertThat(parsed.word()).isEqualTo("/usr/b");
        List<Candidate> candidates = new ArrayList<>();
        completer.complete(null, parsed, candidates);
        assertThat(candidates.get(0).value()).isEqualTo("tasks/exe//usr/b'");
        assertThat(candidates).noneMatch(candidate -> candidate.displ().indexOf('\u001b') >= 0);
    }

    @Test
    void commandsCompleteTheirArgumentsAndExplainAQuery() {
        assertThat(at("use |")).containsExactly("of-use");
        assertThat(at("explain tasks.where { exe_|")).containsExactly("exe_deleted");
    }
}
