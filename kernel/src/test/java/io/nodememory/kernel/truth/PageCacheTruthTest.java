package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.PageCacheRow;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Cached files against the guest's stat(2) and mincore(2) if recorded, and in every capture against each other. */
class PageCacheTruthTest {
    @TestFactory
    Stream<DynamicTest> rowsEqualStatAndMincore() {
        return Corpus.samples().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check(sample)));
    }

    private static void check(Corpus.Sample sample) throws IOException {
        JsonNode truth = sample.truth();
        Differences differences = new Differences();
        try (Kernel kernel = sample.open()) {
            List<PageCacheRow> rows = SpineTruthTest.rows(kernel, PageCacheRow.class);
            for (JsonNode file : truth.path("page_cache")) {
                compare(differences, rows, file);
            }
            for (PageCacheRow row : rows) {
                if (row.path() != null && row.type().equals("regular") && row.size() == 0 && row.cachedPages() > 0) {
                    differences.add("pages of an empty file: " + row);
                }
            }
            assertThat(rows)
                    .anyMatch(row -> "/".equals(row.path()) && row.type().equals("directory"));
            kernel.problems().list().forEach(problem -> differences.add("problem: " + problem));
        }
        assertThat(differences.list()).isEmpty();
    }

    /** A file may be visible through several mounts, so it is identified by its path on the device. */
    private static void compare(Differences differences, List<PageCacheRow> rows, JsonNode file) {
        String path = file.get("path").asText();
        List<PageCacheRow> found = rows.stream()
                .filter(row -> row.device().equals(file.get("device").asText())
                        && row.inode() == file.get("inode").asLong()
                        && row.pathOnDevice() != null)
                .toList();
        Optional<PageCacheRow> named = found.stream()
                .filter(row -> path.equals(row.path()) || path.endsWith(row.pathOnDevice()))
                .findFirst()
                .or(() -> found.stream().findFirst());
        if (named.isEmpty()) {
            differences.add("no row for " + file);
            return;
        }
        PageCacheRow row = named.get();
        differences.compare(
                path,
                "%s %d uid %d gid %d links %d modified %s changed %s"
                        .formatted(
                                file.get("mode").asText().substring(2),
                                file.get("size").asLong(),
                                file.get("uid").asLong(),
                                file.get("gid").asLong(),
                                file.get("nlink").asLong(),
                                time(file, "mtime"),
                                time(file, "ctime")),
                "%s %d uid %d gid %d links %d modified %s changed %s"
                        .formatted(
                                octal(row.mode()),
                                row.size(),
                                row.uid(),
                                row.gid(),
                                row.links(),
                                row.mtime(),
                                row.ctime()));
        pages(differences, path, file.get("cached_pages").asLong(), row);
    }

    /**
     * The kernel reads ahead on a device, also beyond the end of a file and after mincore(2). The pages of an overlay's
     * file are those of the layer below.
     */
    private static void pages(Differences differences, String path, long mincore, PageCacheRow row) {
        boolean equal =
                switch (row.filesystem()) {
                    case "overlay" -> row.cachedPages() == 0;
                    case "tmpfs", "rootfs", "ramfs" -> row.cachedPages() == mincore;
                    default -> row.cachedPages() >= mincore && row.cachedPages() <= mincore + 32;
                };
        differences.compare(
                "pages of " + path + ", " + mincore + " or what " + row.filesystem() + " makes of it", true, equal);
    }

    private static Instant time(JsonNode file, String which) {
        String[] parts = file.get(which).asText().split("\\.", -1);
        return Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Converts {@code rwsr-xr-x} to {@code 4755}. */
    private static String octal(String permissions) {
        int mode = 0;
        for (int bit = 0; bit < 9; bit++) {
            char letter = permissions.charAt(bit);
            boolean set = letter != '-' && !Character.isUpperCase(letter);
            mode |= set ? 1 << (8 - bit) : 0;
            boolean special = Character.toLowerCase(letter) == 's' || Character.toLowerCase(letter) == 't';
            mode |= special ? 04000 >> (bit / 3) : 0;
        }
        return "%04o".formatted(mode);
    }
}
