package io.nodememory.query.check;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.query.policy.PolicyReader;
import io.nodememory.query.policy.QualityGate;
import java.nio.file.Path;
import java.util.List;

/** Results of checks, for the tests of the reports. */
public final class Reports implements AutoCloseable {
    public final EvidenceStore store;
    public final CheckResult intruded;
    public final CheckResult incomplete;
    public final CheckResult hostile;

    public Reports(Path folder) {
        store = NodeRows.open(folder);
        long clean = NodeRows.clean().store(store).id();
        long sample = NodeRows.sample().store(store).id();
        List<io.nodememory.query.policy.Policy> policies =
                List.of(PolicyReader.read("kubernetes"), PolicyReader.read("changes"));
        intruded = NodeCheck.run(CheckRequest.of(store, policies, sample)
                .withBaseline(clean)
                .withTool("1.2.3")
                .withGates(List.of(QualityGate.parse("1:NEW:UNSTABLE"))));
        incomplete = NodeCheck.run(CheckRequest.of(store, policies, clean).withTool("1.2.3"));
        hostile = NodeCheck.run(CheckRequest.of(
                        store,
                        List.of(PolicyReader.read("kubernetes")),
                        hostile().store(store).id())
                .withBaseline(clean)
                .withTool("1.2.3"));
    }

    /** Names that could control a page, a terminal, an XML parser or a spreadsheet, and processes with false parents. */
    static NodeRows hostile() {
        NodeRows rows = NodeRows.clean();
        String name = "<script>alert(1)</script>\"'&]]>\u001b[31m\u202e\u0000\ud800";
        for (int pid = 9001; pid < 9004; pid++) {
            var values = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
            values.put("pid", pid).put("ppid", pid == 9003 ? 9001 : pid + 1).put("mm", 1);
            values.put("name", name)
                    .put("exe", "/memfd:" + name)
                    .put("exe_deleted", true)
                    .put("cmdline", name);
            values.put("start_time", "2026-11-24T08:02:00Z");
            rows = rows.with("tasks", values);
        }
        return rows;
    }

    @Override
    public void close() {
        store.close();
    }
}
