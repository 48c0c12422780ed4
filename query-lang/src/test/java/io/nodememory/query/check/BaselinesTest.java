package io.nodememory.query.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Approval;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {
    @TempDir
    private Path folder;

    private EvidenceStore store;

    @BeforeEach
    void open() {
        store = NodeRows.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Capture resolve(String name, long capture, String... policies) {
        List<Policy> read = List.of(
                PolicyReader.read("p", Map.of("p", policies.length == 0 ? "rule('r') { forbid tasks }" : policies[0])));
        return Baselines.resolve(store, name, capture, read).orElse(null);
    }

    @Test
    void anApprovedCaptureIsFoundByItsName() {
        long first = NodeRows.clean().store(store).id();
        long second = NodeRows.clean().store(store).id();
        store.approve(first, "golden", "a@b", "looked through");
        store.approve(second, "golden", "c@d", null);

        assertThat(resolve("golden", second).id()).isEqualTo(second);
        assertThat(resolve("1", second).id()).isEqualTo(first);
        assertThat(store.approvals()).extracting(Approval::capture).containsExactly(second, first);
        assertThat(store.approvals().get(1).approvedBy()).isEqualTo("a@b");
        assertThat(store.approvals().get(1).reason()).isEqualTo("looked through");
        assertThat(store.verify(second).intact()).isTrue();
    }

    @Test
    void anApprovalOutlivesTheProgram() {
        long id = NodeRows.clean().store(store).id();
        store.approve(id, "golden", "a@b", null);
        store.close();
        store = NodeRows.open(folder);

        assertThat(resolve("golden", id).id()).isEqualTo(id);
    }

    @Test
    void whatIsNotApprovedIsSaid() {
        long id = NodeRows.clean().store(store).id();
        assertThatThrownBy(() -> resolve("golden", id)).hasMessageContaining("approve one first");
        store.approve(id, "other", "a@b", null);
        assertThatThrownBy(() -> resolve("golden", id)).hasMessageContaining("it has other");
        store.delete(id, "a@b", "old");
        assertThatThrownBy(() -> resolve("other", id)).hasMessageContaining("was deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "last-good", "a b", "-x", "a/b", "\u001b[31m"})
    void whatCannotBeANameIsRefused(String name) {
        long id = NodeRows.clean().store(store).id();

        assertThatThrownBy(() -> store.approve(id, name, "a@b", null)).isInstanceOf(BadInputException.class);
    }

    @Test
    void lastGoodIsTheNewestEarlierCaptureThatPasses() {
        String policy = "rule('r') { forbid tasks.where { exe =~ /^\\/memfd/ } }\n"
                + "rule('c') { forbid modules.added(since: baseline) }";
        long older = NodeRows.clean().store(store).id();
        long good = NodeRows.clean().store(store).id();
        NodeRows.sample().store(store);
        long now = NodeRows.clean().store(store).id();

        assertThat(resolve("last-good", now, policy).id()).isEqualTo(good);
        assertThat(resolve("last-good", older, policy)).isNull();
    }

    @Test
    void aRestartedPodIsNoFindingButANewProgramInItIs() throws Exception {
        var json = new com.fasterxml.jackson.databind.ObjectMapper();
        String pod = "{\"container_id\": \"%s\", \"pod_name\": \"%s\", \"pod_namespace\": \"shop\","
                + " \"container_name\": \"cart\", \"privileged\": true}";
        String process = "{\"pid\": %d, \"name\": \"cart\", \"exe\": \"%s\", \"uid\": 7, \"mm\": 1,"
                + " \"cmdline\": \"cart --id %s\", \"container_id\": \"%3$s\"}";
        String before = "a".repeat(64);
        String after = "b".repeat(64);
        NodeRows clean = NodeRows.clean();
        long first = clean.with("containers", json.readTree(pod.formatted(before, "cart-5d9c7b6f48-x2kqp")))
                .with("tasks", json.readTree(process.formatted(8001, "/cart", before)))
                .store(store)
                .id();
        NodeRows restarted = clean.with("containers", json.readTree(pod.formatted(after, "cart-5d9c7b6f48-zz9wt")))
                .with("tasks", json.readTree(process.formatted(9001, "/cart", after)));
        List<Policy> policies = List.of(PolicyReader.read("kubernetes"), PolicyReader.read("changes"));

        CheckResult same = NodeCheck.run(
                CheckRequest.of(store, policies, restarted.store(store).id()).withBaseline(first));
        assertThat(same.findings()).as("the container is privileged, as before").isEqualTo(1);
        assertThat(same.newFindings()).isZero();
        assertThat(store.diff(first, same.capture().id(), 10).tables()).isEmpty();

        long changed = restarted
                .with("tasks", json.readTree(process.formatted(9002, "/usr/bin/miner", after)))
                .store(store)
                .id();
        CheckResult result =
                NodeCheck.run(CheckRequest.of(store, policies, changed).withBaseline(first));
        assertThat(result.results().stream().filter(rule -> rule.newCount() > 0))
                .extracting(rule -> rule.rule().rule().id())
                .containsExactly("new-program-in-container");
    }
}
