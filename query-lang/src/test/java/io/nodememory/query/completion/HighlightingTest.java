package io.nodememory.query.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.query.SmallTables;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlightingTest {
    private final Highlighting highlighting = new Highlighting(SmallTables.CATALOGUE);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tasks.where; TABLE OPERATOR OPERATION",
                "taks.where; UNKNOWN OPERATOR OPERATION",
                "tasks.wehre; TABLE OPERATOR UNKNOWN",
                "tasks.where { uid; TABLE OPERATOR OPERATION BRACKET COLUMN",
                "tasks.where { uidd; TABLE OPERATOR OPERATION BRACKET UNKNOWN",
                "tasks.where { parent.name; TABLE OPERATOR OPERATION BRACKET JOIN OPERATOR COLUMN",
                "tasks.where { parent.nmae; TABLE OPERATOR OPERATION BRACKET JOIN OPERATOR UNKNOWN",
                "tasks.where { CAP_CHOWN in effective; TABLE OPERATOR OPERATION BRACKET CONSTANT KEYWORD COLUMN",
                "tasks.where { 'x' in name.trim(; TABLE OPERATOR OPERATION BRACKET STRING KEYWORD COLUMN OPERATOR OPERATION BRACKET",
                "tasks.select(x: pid).where { x; TABLE OPERATOR OPERATION BRACKET COLUMN OPERATOR COLUMN BRACKET OPERATOR OPERATION BRACKET COLUMN",
                "baseline.modules; KEYWORD OPERATOR TABLE",
                "1 /* x */ // y; NUMBER COMMENT COMMENT",
                "tasks #; TABLE UNKNOWN"
            })
    void tellsWhatEachPieceIs(String text, String kinds) {
        assertThat(highlighting.spans(text).stream()
                        .map(span -> span.kind().name())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(kinds);
    }
}
