package io.nodememory.kernel.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.TruthSys;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.InterfaceRow;
import io.nodememory.kernel.table.ProcessNamespaceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Network devices of the host against the guest's {@code ip addr}. */
class InterfaceTruthTest {
    private static final Pattern DEVICE = Pattern.compile("^\\d+: ([^:@]+)(?:@\\S+)?: <([A-Z0-9_,-]*)> mtu (\\d+) .*");

    @TestFactory
    Stream<DynamicTest> devicesEqualIpAddr() {
        return Corpus.samples().stream()
                .filter(Corpus.Sample::hasTruthSys)
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> compare(sample)));
    }

    private static void compare(Corpus.Sample sample) {
        Map<String, String> expected = new TreeMap<>();
        for (String line : TruthSys.lines(sample.folder(), "ipaddr")) {
            Matcher device = DEVICE.matcher(line);
            if (device.matches()) {
                expected.put(
                        device.group(1),
                        device.group(3) + " " + sorted(List.of(device.group(2).split(",", -1))));
            }
        }
        Map<String, String> actual = new TreeMap<>();
        try (Kernel kernel = sample.open()) {
            long host = SpineTruthTest.rows(kernel, ProcessNamespaceRow.class).stream()
                    .filter(row -> row.pid() == 1)
                    .findFirst()
                    .orElseThrow()
                    .net();
            SpineTruthTest.rows(kernel, InterfaceRow.class).stream()
                    .filter(row -> row.netNs() == host)
                    .forEach(row -> actual.put(row.name(), row.mtu() + " " + sorted(row.flags())));
        }
        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    private static List<String> sorted(List<String> flags) {
        return new ArrayList<>(new TreeSet<>(flags));
    }
}
