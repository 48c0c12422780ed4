package io.nodememory.kernel.linux.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task list of a node that ran during the capture: the memory of one task was reused. */
class TasksTest {
    private static final int APART = 0x4000;
    private static final byte[] ANYTHING = "of another use".getBytes(StandardCharsets.US_ASCII);

    private Symbols symbols;
    private FlatMemory memory;
    private Kernel kernel;
    private long init;

    @BeforeEach
    void makeList() {
        symbols = IsfReader.read(Path.of("../samples/node/symbols.json.xz"));
        init = symbols.address("init_task").orElseThrow();
        memory = new FlatMemory(init, 16 * APART);
        kernel = new Kernel(new X86(), null, symbols, memory, 0);
        for (int i = 0; i < 4; i++) {
            makeTask(i, 100 + i);
            long list = kernel.types().offsetOf("task_struct", "tasks");
            memory.putLong(task(i) + list, task((i + 1) % 4) + list);
            memory.putLong(task(i) + list + 8, task((i + 3) % 4) + list);
        }
    }

    @AfterEach
    void close() {
        symbols.close();
    }

    /** The address of the built task with this number; 0 is the idle task. */
    private long task(int number) {
        return init + (long) number * APART;
    }

    private long at(int number, String member) {
        return task(number) + kernel.types().offsetOf("task_struct", member);
    }

    /** Builds a task that is alone in its thread group and whose struct pid points back to it. */
    private void makeTask(int number, int id) {
        putIds(number, id, id);
        memory.putLong(at(number, "group_leader"), task(number));
        memory.put(at(number, "comm"), "made\0".getBytes(StandardCharsets.US_ASCII));
        long pid = init + (8L + number) * APART;
        memory.putLong(at(number, "thread_pid"), pid);
        memory.putLong(pid + kernel.types().offsetOf("pid", "tasks"), at(number, "pid_links"));
        long signal = pid + APART / 2;
        memory.putLong(at(number, "signal"), signal);
        long threads = signal + kernel.types().offsetOf("signal_struct", "thread_head");
        putEmptyList(threads);
        putBetween(threads, at(number, "thread_node"), threads);
    }

    private void putIds(int number, int pid, int tgid) {
        assertThat(at(number, "tgid")).isEqualTo(at(number, "pid") + 4);
        memory.putLong(at(number, "pid"), ((long) tgid << 32) | (pid & 0xffff_ffffL));
    }

    private void putEmptyList(long head) {
        memory.putLong(head, head);
        memory.putLong(head + 8, head);
    }

    private void putBetween(long before, long node, long after) {
        memory.putLong(before, node);
        memory.putLong(node + 8, before);
        memory.putLong(node, after);
        memory.putLong(after + 8, node);
    }

    /** Asserts that the task is refused at its address with the reason. */
    private void assertRefused(int number, String why) {
        Tasks tasks = Tasks.of(kernel);
        assertThat(tasks.processes())
                .extracting(KernelObject::address)
                .doesNotContain(task(number))
                .hasSize(2);
        assertThat(tasks.refused().get(kernel.object("task_struct", task(number))))
                .contains(why)
                .contains("freed during the capture");
    }

    @Test
    void aTaskIsNone() {
        assertThat(Tasks.of(kernel).processes()).extracting(Tasks::pid).containsExactly(101, 102, 103);
        assertThat(Tasks.of(kernel).refused()).isEmpty();
    }

    @Test
    void anIdThatNoKernelGivesIsNoTask() {
        putIds(2, 7, -29224);
        memory.putLong(at(2, "thread_pid"), 0x6b6b_6b6b_6b6b_6b6bL);
        assertRefused(2, "the invalid id -29224");
    }

    @Test
    void whatLeadsNoThreadsIsNoProcess() {
        memory.putLong(at(2, "group_leader"), 0);
        memory.putLong(at(2, "thread_pid"), 0);
        assertRefused(2, "is not the leader of its threads");
    }

    @Test
    void aNameWithoutAnEndIsOfAnotherUse() {
        memory.put(at(2, "comm"), "sixteen letters!".getBytes(StandardCharsets.US_ASCII));
        memory.putLong(at(2, "thread_pid"), init + 8L * APART);
        assertRefused(2, "a name without a terminating NUL");
    }

    /** An intruder may write anything into the task; its struct pid still identifies the process. */
    @Test
    void whatTheTreeOfProcessIdsKnowsStays() {
        putIds(2, -5, -5);
        memory.putLong(at(2, "group_leader"), 0);
        memory.put(at(2, "comm"), ANYTHING);
        assertThat(Tasks.of(kernel).processes()).extracting(Tasks::pid).containsExactly(101, -5, 103);
    }

    /** A freed task that is not yet overwritten was a process a moment ago. */
    @Test
    void aFreedTaskThatIsStillWholeStays() {
        memory.putLong(at(2, "thread_pid"), 0);
        assertThat(Tasks.of(kernel).refused()).isEmpty();
        assertThat(Tasks.of(kernel).processes()).extracting(Tasks::pid).containsExactly(101, 102, 103);
    }

    @Test
    void aThreadOfSomebodyElseIsNone() {
        makeTask(5, 555);
        memory.putLong(at(5, "thread_pid"), 0);
        long threads = kernel.object("task_struct", task(1)).target("signal").addressOf("thread_head");
        putBetween(at(1, "thread_node"), at(5, "thread_node"), threads);
        Chain chain = Tasks.of(kernel).threads(kernel.object("task_struct", task(1)));
        assertThat(chain.entries()).extracting(Tasks::tid).containsExactly(101);
        assertThat(chain.damage().orElseThrow()).contains("of process 101 belongs to process 555");
    }
}
