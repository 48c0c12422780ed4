package io.nodememory.kernel.symbols.kallsyms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The text form of kallsyms, with lines that are not well-formed. */
class KallsymsTextTest {
    private static List<KallsymsEntry> read(String text) throws IOException {
        List<KallsymsEntry> entries = new ArrayList<>();
        KallsymsText.read(new BufferedReader(new StringReader(text)), "kallsyms", entries::add);
        return entries;
    }

    @Test
    void readsTheKernelAndItsModules() throws IOException {
        assertThat(read("ffffffff81000000 T _text\nffffffffc0688024 r _note_10\t[iptable_filter]\n"))
                .containsExactly(
                        new KallsymsEntry(0xffff_ffff_8100_0000L, 'T', "_text", Optional.empty()),
                        new KallsymsEntry(0xffff_ffff_c068_8024L, 'r', "_note_10", Optional.of("iptable_filter")));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> read("ffffffff81000000 T _text\nnonsense\n"))
                .hasMessage("kallsyms is not a symbol list: line 2 is not \"address type name\"");
        assertThatThrownBy(() -> read("0000000000000000 T _text\n")).hasMessageContaining("read it as root");
        assertThatThrownBy(() -> read("")).hasMessage("kallsyms is empty");
        assertThatThrownBy(() -> read("zzz T _text\n")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> read("ffffffff81000000 T x\t]a[\n")).hasMessageContaining("line 1");
    }
}
