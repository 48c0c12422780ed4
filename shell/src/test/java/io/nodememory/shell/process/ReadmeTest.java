package io.nodememory.shell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows as the sample's answers is what the command prints, and the other queries it offers run. */
class ReadmeTest {
    private static final String INDENT = "    ";
    private static final String OTHER_QUERIES = "More to ask";

    @TempDir
    private Path folder;

    @TestFactory
    List<DynamicTest> answers() throws Exception {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Path sample = root.resolve("samples/node");
        assertThat(Nodemem.run(
                                folder,
                                "analyze",
                                sample.resolve("node.avml").toString(),
                                "--symbols",
                                sample.resolve("symbols.json.xz").toString())
                        .status())
                .isZero();
        List<DynamicTest> tests = new ArrayList<>();
        boolean answered = true;
        String query = null;
        for (List<String> paragraph : paragraphs(Files.readAllLines(root.resolve("README.md")))) {
            if (paragraph.get(0).startsWith(OTHER_QUERIES)) {
                answered = false;
            }
            if (!answered && isCode(paragraph)) {
                paragraph.forEach(line -> tests.add(runs(line.strip().split(" {3,}", 2)[0])));
                break;
            } else if (isCode(paragraph) && query != null) {
                tests.add(answers(query, unindented(paragraph)));
                query = null;
            } else if (isCode(paragraph)
                    && paragraph.size() == 1
                    && paragraph.get(0).contains(".select")) {
                query = paragraph.get(0).strip();
            }
        }
        assertThat(tests).hasSizeGreaterThan(8);
        return tests;
    }

    private DynamicTest answers(String query, String expected) {
        return DynamicTest.dynamicTest(
                query,
                () -> assertThat(Nodemem.run(folder, "query", query).out()).isEqualTo(expected));
    }

    private DynamicTest runs(String query) {
        return DynamicTest.dynamicTest(query, () -> {
            Nodemem.Result result = Nodemem.run(folder, "query", query);
            assertThat(result.err()).isEmpty();
            assertThat(result.status()).isZero();
            assertThat(result.out().lines()).as("rows").hasSizeGreaterThan(2);
        });
    }

    private static boolean isCode(List<String> paragraph) {
        return paragraph.get(0).startsWith(INDENT);
    }

    private static String unindented(List<String> paragraph) {
        StringBuilder text = new StringBuilder();
        paragraph.forEach(line -> text.append(line.substring(INDENT.length())).append('\n'));
        return text.toString();
    }

    private static List<List<String>> paragraphs(List<String> lines) {
        List<List<String>> paragraphs = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank()) {
                current.add(line);
            } else if (!current.isEmpty()) {
                paragraphs.add(current);
                current = new ArrayList<>();
            }
        }
        if (!current.isEmpty()) {
            paragraphs.add(current);
        }
        return paragraphs;
    }
}
