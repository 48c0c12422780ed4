package io.jenkins.plugins.nodememory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a query as plain values: Long, Boolean, String (addresses as {@code 0xffff…}, times as ISO 8601), lists of
 * these, or null.
 *
 * @param truncated whether the query has more rows
 */
record QueryRows(List<String> columns, List<List<Object>> rows, boolean truncated) {
    /** Rows as a pipeline keeps them: JDK types that survive a restart. */
    List<Map<String, Object>> maps() {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                map.put(columns.get(i), row.get(i));
            }
            maps.add(map);
        }
        return maps;
    }

    List<List<String>> texts() {
        return rows.stream()
                .map(row -> row.stream()
                        .map(value -> value == null ? null : value.toString())
                        .toList())
                .toList();
    }
}
