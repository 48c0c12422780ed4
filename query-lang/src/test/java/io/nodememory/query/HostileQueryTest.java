package io.nodememory.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nodememory.kernel.Waiting;
import io.nodememory.query.source.QueryException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Malicious texts: each ends quickly with one sentence and its place, and no part of it is executed. */
class HostileQueryTest {
    private static final String RAN = "nodemem.hostile.ran";

    private final QueryEngine engine = new QueryEngine(SmallTables.CATALOGUE);

    @TestFactory
    Stream<DynamicTest> refused() {
        String run = "System.setProperty('" + RAN + "', 'x')";
        return Stream.of(
                        run,
                        "tasks.where { " + run + " }",
                        "tasks.where { \"${" + run + "}\" == name }",
                        "tasks.\"${" + run + "}\"",
                        "tasks.where { uid == { -> " + run + " }() }",
                        "@groovy.transform.ASTTest(value = { " + run + " }) def x = 1",
                        "@groovy.transform.ASTTest(phase = CONVERSION, value = { " + run + " }) class X { }; tasks",
                        "@Grab('org.example:nothing:1.0') import org.example.Nothing\ntasks",
                        "@GrabResolver(name = 'x', root = 'http://127.0.0.1:1/')\n@Grab('a:b:1')\nimport a.B\ntasks",
                        "@groovy.transform.CompileStatic\ndef f() { " + run + " }\ntasks",
                        "import java.lang.System\ntasks",
                        "import static java.lang.System.exit\nexit(1)",
                        "package x\ntasks",
                        "class X { static { " + run + " } }\ntasks",
                        "enum X { A }\ntasks",
                        "interface X { }\ntasks",
                        "def f() { " + run + " }\ntasks",
                        "tasks.where(System.&exit)",
                        "tasks.where { name.&size }",
                        "tasks.@name",
                        "tasks*.name",
                        "tasks.where { name.class.forName('java.lang.Runtime') }",
                        "tasks.metaClass.x = { 1 }",
                        "tasks.getClass()",
                        "'x'.execute()",
                        "['id'].execute()",
                        "Eval.me('1')",
                        "new java.io.File('x').delete()",
                        "new Object() { int x }",
                        "evaluate('1')",
                        "for (;;) { }",
                        "while (true) { }",
                        "if (true) tasks",
                        "tasks.where { while (true) { } }",
                        "tasks.where { return; }",
                        "tasks.where { throw new Error() }",
                        "tasks.where { try { uid } finally { } }",
                        "tasks.where { assert uid }",
                        "tasks.where { uid++ }",
                        "tasks.where { uid += 1 }",
                        "tasks.where { (int) uid == 0 }",
                        "tasks.where { uid as String == '0' }",
                        "tasks.where { ~name }",
                        "tasks.where { " + "(x)!(".repeat(20) + "x" + ")".repeat(20) + " }",
                        "tasks.where { " + "(x)(".repeat(20) + "x" + ")".repeat(20) + " }",
                        "tasks.where { " + "{(x)->".repeat(20) + "x" + "}".repeat(20) + " }",
                        "tasks.where { " + "x y{".repeat(20) + "x" + "}".repeat(20) + " }",
                        "tasks.where { uid << 2 }",
                        "tasks.where { groups[0] == 1 }",
                        "tasks.where { int x = 1; x }",
                        "tasks.where { [*groups] }",
                        "tasks.where { [(name): 1] }",
                        "tasks.select([*: [pid: 1]])",
                        "tasks.where { uid == 0 } { uid == 1 }",
                        "tasks.where { x = uid -> x }",
                        "tasks.where { name == '\\u0027 || true || \\u0027' }",
                        "tasks.where { name == '''" + "x".repeat(100) + " }",
                        "tasks.where { name == 'a\0b' }",
                        "tasks.where { \u001b[2J }",
                        "tasks.where { \u202e uid }",
                        "$",
                        "\\",
                        "\"",
                        "'",
                        "/",
                        "{",
                        "}",
                        "(((",
                        ")",
                        "]",
                        "''",
                        "\"\"",
                        ";",
                        "//",
                        "/*",
                        "`id`",
                        "#",
                        "#!",
                        "@",
                        "?",
                        "..",
                        ".",
                        "->",
                        "{ -> }",
                        "()",
                        "[:]",
                        "1..2",
                        "0x",
                        "tasks.",
                        "tasks.where",
                        "tasks.where {",
                        "tasks.limit(99999999999999999999)")
                .map(text -> DynamicTest.dynamicTest(Syntax.visible(text), () -> assertRefused(text)));
    }

    private void assertRefused(String text) {
        assertTimeoutPreemptively(
                Waiting.LIMIT,
                () -> assertThatThrownBy(() -> engine.compile(text))
                        .isInstanceOf(QueryException.class)
                        .satisfies(e -> {
                            assertThat(((QueryException) e).problem())
                                    .isNotBlank()
                                    .doesNotContain("\n");
                            assertThat(e.getMessage()).doesNotContain("\u001b", "\u202e", "\0");
                            assertThat(((QueryException) e).line()).isPositive();
                        }));
        assertThat(System.getProperty(RAN)).isNull();
    }

    /** Older versions of Groovy decode escapes before they recognize comments. */
    @Test
    void escapesInCommentsMeanNothing() {
        assertThat(engine.explain("// \\u000a System.exit(1)\ntasks")).isEqualTo(engine.explain("tasks"));
        assertThat(engine.explain("tasks /* \\u002a/ .where { System.exit(1) } */"))
                .isEqualTo(engine.explain("tasks"));
    }

    @Test
    void hugeTexts() {
        String million = "tasks.where { " + "uid == 0 || ".repeat(90_000) + "uid == 1 }";
        assertSoon(million, "too long");
        assertSoon("x".repeat(1 << 20), "too long");
        assertSoon("(".repeat(10_000) + "1" + ")".repeat(10_000), "too long");
        assertSoon("(".repeat(5_000) + "1" + ")".repeat(5_000), "");
        assertSoon("tasks.where ".concat("{ ".repeat(500)), "");
        assertSoon("tasks.where { " + "!".repeat(5_000) + "uid }", "operators");
        assertSoon("tasks.where { " + "uid || ".repeat(2_000) + "uid }", "operators");
        assertSoon("tasks.where { uid in [" + "[".repeat(20) + "]".repeat(20) + "] }", "");
        assertSoon("tasks" + ".parent".repeat(2_000), "");
    }

    /** Texts at the limits are still fast. */
    @Test
    void deepestTexts() {
        assertSoon("tasks.where { " + "(".repeat(20) + "uid" + ")".repeat(20) + " && x }", "tasks has no 'x'");
        assertSoon("tasks.where { " + "children.any { ".repeat(20) + "x" + " }".repeat(20) + " }", "tasks has no 'x'");
        assertSoon("tasks.where { " + "!(".repeat(20) + "x" + ")".repeat(20) + " }", "tasks has no 'x'");
        assertSoon("tasks.where { " + "uid == 0 && ".repeat(240) + "x }", "tasks has no 'x'");
        assertSoon("tasks.where { x" + ".trim()".repeat(450) + " }", "tasks has no 'x'");
        assertSoon("tasks.where { name" + ".trim()".repeat(450) + " == 1 }", "cannot compare");
        assertSoon("tasks.where { parent" + ".parent".repeat(450) + " && x }", "");
        assertSoon("tasks.where { " + "uid ? uid : ".repeat(120) + "x }", "tasks has no 'x'");
        assertSoon("tasks" + ".where { uid == 0 }".repeat(200) + ".x", "tasks has no 'x'");
        assertSoon("tasks" + ".limit(1).where { uid }".repeat(100) + ".x", "tasks has no 'x'");
        assertSoon("tasks.where { name in ['" + "x".repeat(16_000) + "'] && x }", "tasks has no 'x'");
    }

    private void assertSoon(String text, String problem) {
        assertTimeoutPreemptively(
                Waiting.LIMIT,
                () -> assertThatThrownBy(() -> engine.compile(text))
                        .isInstanceOf(QueryException.class)
                        .hasMessageContaining(problem)
                        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000)));
    }

    private static final class Syntax {
        static String visible(String text) {
            return io.nodememory.query.source.SourceText.printable(text.length() > 80 ? text.substring(0, 80) : text);
        }
    }
}
