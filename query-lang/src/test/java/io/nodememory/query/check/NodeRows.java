package io.nodememory.query.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.CaptureSink;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.ColumnSpec;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of a whole node as an analysis returns them: the rows of the sample, and the changes of tests. */
final class NodeRows {
    private static final String NODE = "gke-shop-default-pool-7f3a91c2-k4zd";
    private static final String INTRUDED_POD = "payments-api-5d9c7b6f48-x2kqp";

    private static NodeRows sample;

    private final Map<TableSpec<?>, List<Record>> rows = new LinkedHashMap<>();

    private NodeRows() {}

    /** All rows of the sample, read once from its image. */
    static synchronized NodeRows sample() {
        if (sample == null) {
            Path folder = Path.of("../samples/node");
            try (Kernel kernel = KernelOpener.open(
                    MemoryImages.open(folder.resolve("node.avml")),
                    IsfReader.read(folder.resolve("symbols.json.xz")))) {
                sample = of(kernel);
            }
        }
        return sample;
    }

    /** All rows of a kernel. */
    static NodeRows of(Kernel kernel) {
        NodeRows rows = new NodeRows();
        Tables.ALL.forEach(table -> rows.walk(kernel, table));
        return rows;
    }

    private <R extends Record> void walk(Kernel kernel, TableSpec<R> table) {
        List<Record> found = new ArrayList<>();
        rows.put(table, found);
        table.walker().walk(new Walk<>(kernel, table.name(), found::add));
    }

    /** The node of the sample without the pod of the intruder. */
    static NodeRows clean() {
        NodeRows clean = sample();
        List<Long> pids = new ArrayList<>();
        List<String> containers = new ArrayList<>();
        for (Record row : clean.of("containers")) {
            if (INTRUDED_POD.equals(value("containers", row, "pod_name"))) {
                containers.add((String) value("containers", row, "container_id"));
            }
        }
        for (Record row : clean.of("tasks")) {
            if (containers.contains(value("tasks", row, "container_id"))) {
                pids.add(((Number) value("tasks", row, "pid")).longValue());
            }
        }
        assertThatIntruderIsThere(pids);
        return clean.without(row ->
                (row.pid() != null && pids.contains(row.pid())) || containers.contains(row.value("container_id")));
    }

    /** With the row of {@code kernel_text} that exists if the kernel's own file was available for comparison. */
    NodeRows compared() {
        return with(
                "kernel_text",
                new ObjectMapper().createObjectNode().put("symbol", "_text").put("length", 14_680_064));
    }

    private static void assertThatIntruderIsThere(List<Long> pids) {
        if (pids.size() < 3) {
            throw new AssertionError("the sample has no intruder: " + pids);
        }
    }

    /** A row with its values by column. */
    record Row(TableSpec<?> table, Record row) {
        Object value(String column) {
            return table.column(column).map(c -> c.valueOf(row)).orElse(null);
        }

        Long pid() {
            return value("pid") instanceof Number pid ? (Long) pid.longValue() : null;
        }
    }

    private List<Record> of(String table) {
        return rows.get(Tables.find(table).orElseThrow());
    }

    private static Object value(String table, Record row, String column) {
        return new Row(Tables.find(table).orElseThrow(), row).value(column);
    }

    /** The number of rows of each table. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        rows.forEach((table, all) -> counts.put(table.name(), all.size()));
        return counts;
    }

    NodeRows without(Predicate<Row> unwanted) {
        NodeRows rest = new NodeRows();
        rows.forEach((table, all) -> rest.rows.put(
                table,
                new ArrayList<>(all.stream()
                        .filter(row -> !unwanted.test(new Row(table, row)))
                        .toList())));
        return rest;
    }

    /** Adds a row; columns that {@code values} lacks are null, 0 or false. */
    NodeRows with(String table, JsonNode values) {
        NodeRows more = without(row -> false);
        TableSpec<?> spec = Tables.find(table).orElseThrow();
        more.rows.get(spec).add(record(spec, values));
        return more;
    }

    private static Record record(TableSpec<?> table, JsonNode values) {
        List<String> names = table.columns().stream().map(ColumnSpec::name).toList();
        values.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new AssertionError(table.name() + " has no column " + name);
            }
        });
        RecordComponent[] components = table.rowType().getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = value(components[i].getType(), table.columns().get(i).kind(), values.get(names.get(i)));
        }
        try {
            var constructor = table.rowType()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record has its canonical constructor", e);
        }
    }

    private static Object value(Class<?> type, ColumnSpec.Kind kind, JsonNode json) {
        boolean none = json == null || json.isNull();
        if (none && !type.isPrimitive()) {
            return null;
        } else if (type == boolean.class || type == Boolean.class) {
            return !none && json.asBoolean();
        } else if (type == int.class || type == Integer.class) {
            return none ? 0 : json.intValue();
        } else if (type == long.class || type == Long.class) {
            return none ? 0L : json.longValue();
        } else if (type == Instant.class) {
            return Instant.parse(json.textValue());
        } else if (type == List.class) {
            List<Object> list = new ArrayList<>();
            json.forEach(
                    item -> list.add(kind == ColumnSpec.Kind.TEXT_LIST ? item.textValue() : (Object) item.longValue()));
            return list;
        }
        return json.textValue();
    }

    /** Stores the rows as a capture. */
    Capture store(EvidenceStore store) {
        CaptureInfo info = new CaptureInfo(
                null,
                NODE,
                new Custody("tester@lab", null, "test"),
                new ImageInfo(null, "LiME", null, new Ram(null, null)),
                new KernelInfo("Linux version 6.1.0-54-cloud-amd64", "6.1.0-54-cloud-amd64", "test", null));
        try (CaptureWriter writer = store.begin(info)) {
            rows.forEach((table, all) -> {
                writer.table(table);
                all.forEach(row -> add(writer, table, row));
            });
            return writer.finish(null, true);
        }
    }

    private static <R extends Record> void add(CaptureSink sink, TableSpec<R> table, Record row) {
        sink.add(table, table.rowType().cast(row));
    }

    static EvidenceStore open(Path folder) {
        return EvidenceStore.open(folder.resolve("evidence").toString(), Access.WRITE);
    }
}
