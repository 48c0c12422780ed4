package io.nodememory.shell.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.query.Cancellation;
import io.nodememory.query.completion.Suggestion;
import io.nodememory.shell.analysis.OpenImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The typed view of the sample. */
class InspectorTest {
    private static final Path SAMPLE = Path.of("../samples/node");

    private static OpenView view;

    @BeforeAll
    static void open() {
        Path file = SAMPLE.resolve("node.avml");
        MemoryImage image = MemoryImages.open(file);
        // Past the user's cache of symbols
        Kernel kernel = KernelOpener.open(image, IsfReader.read(SAMPLE.resolve("symbols.json.xz")));
        view = new OpenView(SymbolChoice.USUAL);
        view.show(new OpenImage(file, kernel.image(), kernel));
    }

    @AfterAll
    static void close() {
        view.close();
    }

    private static String show(String expression) throws IOException {
        StringBuilder out = new StringBuilder();
        view.inspector().write(expression, out, new Cancellation());
        return out.toString();
    }

    private static KernelObject task(String name) {
        return Tasks.of(view.image().kernel()).processes().stream()
                .filter(task -> task.text("comm").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProcessIsReadAsTheTablesReadIt() throws IOException {
        KernelObject redis = task("redis-server");
        String struct = "struct('task_struct', 0x%x)".formatted(redis.address());
        assertThat(show(struct))
                .startsWith("struct task_struct {    // at 0x%016x".formatted(redis.address()))
                .contains(
                        "  int pid = " + redis.number("pid") + ",\n",
                        "  char comm[16] = \"redis-server\",\n",
                        "  struct mm_struct *mm = 0x%016x".formatted(redis.number("mm")));
        assertThat(show(struct + ".mm.exe_file.f_path.dentry.d_name.name")).contains("\"redis-server\"");
        assertThat(show(struct + ".real_parent.children.next")).startsWith("struct list_head {");
        assertThat(show(struct + ".tasks.next - 8 + 8")).startsWith("0xffff");
        assertThat(show("struct('struct task_struct', %s.real_parent).comm".formatted(struct)))
                .startsWith("char [16] = ");
    }

    @Test
    void listsAreWalkedLikeTheTables() throws IOException {
        assertThat(show("list_for_each('modules', 'module', 'list').name"))
                .contains("\"overlay\"", "\"veth\"")
                .hasLineCount(9);
        String tasks = show("list_for_each(symbol('init_task').tasks, 'task_struct', 'tasks').pid");
        assertThat(tasks)
                .hasLineCount(Tasks.of(view.image().kernel()).processes().size());
    }

    @Test
    void symbolsNameAddressesBothWays() throws IOException {
        long banner = view.image().kernel().address("linux_banner");
        assertThat(show("symbol(0x%x)".formatted(banner + 5)))
                .isEqualTo("0x%016x  linux_banner+0x5%n".formatted(banner + 5));
        assertThat(show("symbol('_text')"))
                .startsWith("0x%016x  ".formatted(view.image().kernel().address("_text")));
        assertThat(show("read('linux_banner', 20)")).isEqualTo("""
                        %016x  4c 69 6e 75 78 20 76 65  72 73 69 6f 6e 20 36 2e  |Linux version 6.|
                        %016x  31 2e 30 2d                                       |1.0-|
                        """.formatted(banner, banner + 16));
        assertThat(show("struct('virtio_device', 0x%x)".formatted(banner))).startsWith("struct virtio_device {");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    struct('task_struct', 0x10)               | 0x0000000000000010 is not mapped
                    struct('task_struct', 0xfffffffffffffffe) | is not mapped
                    struct('no_such', 0xffff888000000000)     | has a struct no_such
                    struct(task_struct, 1)                    | a name in quotes is expected here
                    struct('task_struct')                     | write struct('task_struct'
                    struct('task_struct', 'nothing')          | this kernel's symbols lack nothing
                    symbol('init_task').nope                  | struct task_struct has no member nope
                    symbol('init_task').pid.x                 | is no struct and has no x
                    symbol('init_task').comm.at(16)           | has no element 16
                    symbol(0xffff888000000000)                | is in neither the kernel's image nor a module's
                    read(0x10, 16)                            | is not mapped
                    read('linux_banner', 0)                   | is not between 1 and 1048576
                    read('linux_banner', 99999999)            | is not between 1 and 1048576
                    read('linux_banner', 'x')                 | a number, or an object with an address, is expected here
                    disasm(0x10)                              | is not mapped
                    list_for_each(0x10, 'module', 'list')     | is not mapped
                    list_for_each('modules', 'module', 'no')  | has no member no
                    symbol('init_task') * 2                   | only + and -
                    symbol('init_task'); symbol('init_mm')    | one expression at a time
                    symbol(name: 3)                           | write symbol(
                    system('reboot')                          | there is no function system
                    """)
    void whatIsWrongIsOneSentence(String expression, String sentence) {
        assertThatThrownBy(() -> show(expression))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x'.execute()",
                "symbol('init_task').getClass()",
                "new File('x')",
                "symbol(\"${1}\")",
                "{ -> 1 }",
                "symbol('init_task').with { 1 }",
                "struct('task_struct', symbol { 1 })",
                "symbol('init_task')['pid']",
                "import java.io.File",
            })
    void nothingIsEverRun(String expression) {
        assertThatThrownBy(() -> show(expression)).isInstanceOf(BadInputException.class);
    }

    @Test
    void withoutAnImageThereIsOneSentence() {
        try (OpenView none = new OpenView(SymbolChoice.USUAL)) {
            assertThatThrownBy(none::inspector)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("no image is open");
            assertThat(new InspectCompletion(none).complete("symbol('ini")).isEmpty();
        }
    }

    private static List<String> complete(String text) {
        return new InspectCompletion(view)
                .complete(text).stream().map(Suggestion::value).toList();
    }

    @Test
    void typesSymbolsAndMembersComplete() {
        assertThat(complete("struct('task_str")).containsExactly("task_struct");
        assertThat(complete("symbol('init_tas")).containsExactly("init_task");
        assertThat(complete("read('linux_ban")).containsExactly("linux_banner");
        assertThat(complete("list_for_each('modu")).contains("modules");
        assertThat(complete("list_for_each('modules', 'modu")).contains("module", "module_kobject");
        assertThat(complete("list_for_each('modules', 'module', '"))
                .contains("list", "source_list")
                .doesNotContain("name");
        assertThat(complete("symbol('init_task').")).contains("pid", "mm", "comm");
        assertThat(complete("symbol('init_task').nsproxy.mnt")).containsExactly("mnt_ns");
        assertThat(complete("list_for_each('modules', 'module', 'list').na")).containsExactly("name");
        assertThat(complete("symbol('init_task').no_such.")).isEmpty();
        assertThat(complete("symbol(")).isEmpty();
    }
}
