package io.nodememory.shell.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.table.PageCacheRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNamesTest {
    private static final long HOST = 4026531841L;

    private final SafeNames names = new SafeNames(HOST);

    private static PageCacheRow row(String path, Long mountNs, long inode) {
        return new PageCacheRow(
                inode,
                path,
                path,
                path == null ? null : "/",
                mountNs,
                1,
                "0:5",
                "tmpfs",
                inode,
                "regular",
                1,
                1,
                "rw-r--r--",
                0,
                0,
                1,
                null,
                null,
                null);
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, host/etc/passwd",
        "/../../etc/passwd, host/%2E%2E/%2E%2E/etc/passwd",
        "/a/./b, host/a/%2E/b",
        "//x, host/x",
        "/C:\\x, host/C:%5Cx",
        "/50%, host/50%25",
        "/grün, host/gr%C3%BCn",
        "/, host/inode-7",
    })
    void partsOfAPathStayBelowTheFolder(String path, String name) {
        assertThat(names.of(row(path, HOST, 7))).isEqualTo(name);
    }

    @Test
    void whatATerminalTakesForMoreIsSpelledOut() {
        assertThat(names.of(row("/a\u001b[31m\n\u0000\u202eb\ufffd", HOST, 7)))
                .isEqualTo("host/a%1B[31m%0A%00%E2%80%AEb%EF%BF%BD");
    }

    @Test
    void filesAreToldApart() {
        assertThat(names.of(row("/etc/passwd", 5L, 1))).isEqualTo("namespace-5/etc/passwd");
        assertThat(names.of(row("/etc/passwd", HOST, 2))).isEqualTo("host/etc/passwd");
        assertThat(names.of(row("/etc/passwd", HOST, 3))).isEqualTo("host/again/1-inode-3");
        // A file in place of a directory of another file system, and a file below a file.
        assertThat(names.of(row("/etc", HOST, 4))).isEqualTo("host/again/1-inode-4");
        assertThat(names.of(row("/etc/passwd/x", HOST, 5))).isEqualTo("host/again/1-inode-5");
        assertThat(names.of(row(null, null, 6))).isEqualTo("unmounted/inode-6");
    }

    @Test
    void longNamesAreCutAndStillDiffer() {
        String first = names.of(row("/" + "x".repeat(255), HOST, 1));
        String second = names.of(row("/" + "x".repeat(254) + "y", HOST, 2));
        assertThat(first).hasSizeLessThan(200).isNotEqualTo(second);
        assertThat(names.of(row("/d".repeat(5000), HOST, 3))).isEqualTo("host/inode-3");
    }
}
