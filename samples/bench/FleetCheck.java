import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.query.check.CheckRequest;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.check.NodeCheck;
import io.nodememory.query.policy.Policy;
import io.nodememory.query.policy.PolicyReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times a check several times in one running program; the first run is cold.
 *
 * <pre>java -cp 'shell/target/lib/*' samples/bench/FleetCheck.java STORE CAPTURE BASELINE|- POLICY...</pre>
 */
final class FleetCheck {
    private static final int RUNS = 6;

    public static void main(String[] arguments) {
        List<Policy> policies = Arrays.stream(arguments).skip(3).map(PolicyReader::read).toList();
        Long baseline = arguments[2].equals("-") ? null : Long.valueOf(arguments[2]);
        try (EvidenceStore store = EvidenceStore.open(arguments[0], Access.READ)) {
            CheckRequest request = CheckRequest.of(store, policies, Long.parseLong(arguments[1]))
                    .withBaseline(baseline);
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                CheckResult result = NodeCheck.run(request);
                System.out.printf(Locale.ROOT, "%.3f s  %s%n", (System.nanoTime() - start) / 1e9, result.summary());
            }
        }
    }
}
