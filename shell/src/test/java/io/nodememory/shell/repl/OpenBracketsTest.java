package io.nodememory.shell.repl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenBracketsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tasks | ``
            tasks.where { uid == 0 } | ``
            tasks.where { uid == 0 | }
            tasks.where { uid in [0, 1 | ]}
            tasks.where { name == '(' } | ``
            tasks.where { name == 'it\\'s {' } | ``
            tasks.where { name =~ /^kworker\\/(/ } | ``
            tasks.where { name =~ /{/ | }
            tasks.where { pid / 2 > 1 && (uid | )}
            tasks.where { // a comment with { | }
            tasks /* unfinished | */
            tasks.where { uid == 0 }} | ``
            """)
    void saysWhatWouldCloseTheQuery(String text, String missing) {
        assertThat(OpenBrackets.missing(text.strip())).isEqualTo(missing);
    }
}
