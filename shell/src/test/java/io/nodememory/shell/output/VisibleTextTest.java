package io.nodememory.shell.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.query.text.VisibleText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleTextTest {
    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            plain,plain
            \u001b]0;title\u0007,\\e]0;title\\x07
            \u009b2J,\\x9b2J
            a\u202eb\u2066c,a\\u202eb\\u2066c
            a\u200bb,a\\u200bb
            \ud800x,\\ud800x
            \udb40\udc41,\\U000e0041
            tab\there,tab\\there
            back\\slash,back\\slash
            grüße 🙂,grüße 🙂
            """)
    void showsWhatWouldBeObeyedOrHidden(String raw, String visible) {
        assertThat(VisibleText.escape(raw)).isEqualTo(visible);
    }

    @ParameterizedTest
    @CsvSource({"abc,3", "日本,4", "e\u0301,1", "🙂,2", "…,1"})
    void widthIsThatOfCells(String text, int width) {
        assertThat(TextWidth.width(text)).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef,6,abcdef",
        "abcdef,5,abcd…",
        "日本語,5,日本…",
        "日本語,4,日…",
        "ab,1,…",
        "e\u0301e\u0301e\u0301,2,e\u0301…"
    })
    void cutTextNeverExceedsItsWidth(String text, int width, String cut) {
        assertThat(TextWidth.truncate(text, width)).isEqualTo(cut);
    }
}
