package io.nodememory.query.check;

import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.query.ResultColumn;
import io.nodememory.query.text.VisibleText;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Formats the values of findings for reports. */
public final class FindingText {
    private FindingText() {}

    /** A value as text, with controls as escapes and addresses in hexadecimal. */
    public static String text(ResultColumn column, Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(v -> text(column, v)).collect(Collectors.joining(", ", "[", "]"));
        } else if (column.kind() == Kind.ADDRESS && value instanceof Number address) {
            return "0x%016x".formatted(address.longValue());
        }
        return VisibleText.escape(String.valueOf(value));
    }

    /** All values that are not null as {@code name=value}, in one line. */
    public static String line(RuleResult result, Finding finding) {
        List<Object> row = finding.row();
        StringJoiner line = new StringJoiner(", ");
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) != null) {
                line.add(result.columns().get(i).name() + "="
                        + text(result.columns().get(i), row.get(i)));
            }
        }
        return line.toString();
    }
}
