package io.nodememory.capture.symbols;

import io.nodememory.kernel.find.SymbolRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Symbol files of made-up kernels, as servers would send them. */
final class SymbolFileBytes {
    static final String BUILD_ID = "bc6a64c9b9d16077718a6681f0eb539e2bc860be";

    private SymbolFileBytes() {}

    /** An ISF of a kernel with that build id, large enough to be cut in the middle. */
    static byte[] of(String buildId) {
        StringBuilder symbols = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 40_000; i++) {
            symbols.append(",\"s%d\":{\"address\":%d}".formatted(i, 1000L + random.nextInt(1 << 30)));
        }
        return ("{\"metadata\":{\"linux\":{\"build_id\":\"%s\"},\"producer\":{\"name\":\"test\",\"version\":\"1\"}},"
                        + "\"base_types\":{\"int\":{\"size\":4,\"signed\":true,\"kind\":\"int\",\"endian\":\"little\"}},"
                        + "\"user_types\":{\"task_struct\":{\"size\":4,\"kind\":\"struct\",\"fields\":{\"pid\":{\"offset\":0,"
                        + "\"type\":{\"kind\":\"base\",\"name\":\"int\"}}}}},\"enums\":{},"
                        + "\"symbols\":{\"init_task\":{\"address\":4096}%s}}")
                .formatted(buildId, symbols)
                .getBytes(StandardCharsets.UTF_8);
    }

    static SymbolRequest request(List<String> reports) {
        return new SymbolRequest(
                Optional.empty(), Optional.of(BUILD_ID), Optional.of("6.1.0"), Optional.empty(), reports::add);
    }
}
