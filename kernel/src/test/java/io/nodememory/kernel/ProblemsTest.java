package io.nodememory.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Problems.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void aTableWhoseProblemsAreOnlyCountedIsNotWhole() {
        for (int i = 0; i < 100_000; i++) {
            problems.add("mounts", i, "reading a mount", "unmapped");
        }
        problems.add("tasks", 1, "reading a task", "unmapped");
        problems.add("tasks", 2, "reading a task", "unmapped");
        problems.addEnd("modules", "the walk ended early");

        List<Problem> list = problems.list();
        assertThat(list).hasSize(100_002);
        assertThat(list.subList(100_000, 100_002))
                .allMatch(Problem::endsTable)
                .containsExactly(
                        new Problem("modules", 0, "walking the table", "the walk ended early"),
                        new Problem(
                                "tasks", 0, "walking the table", "its problems past the limit were not recorded (2)"));
        assertThat(problems.count()).isEqualTo(100_003);
    }
}
