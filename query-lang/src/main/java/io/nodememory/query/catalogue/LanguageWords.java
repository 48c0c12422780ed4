package io.nodememory.query.catalogue;

import java.util.List;
import java.util.Optional;

/** The words of the language, with the texts of help and completion. {@link Catalogue} has the tables and columns. */
public final class LanguageWords {
    /**
     * A word.
     *
     * @param usage an example
     * @param help what the word does, in one sentence
     */
    public record Word(String name, String usage, String help) {}

    /** The operations of a table or a query. */
    public static final List<Word> OPERATIONS = List.of(
            word("where", "where { uid == 0 && container_id }", "The rows for which a condition holds."),
            word(
                    "select",
                    "select(pid, parent.name, pod: container.pod_name)",
                    "The columns to show, with names or without."),
            word(
                    "orderBy",
                    "orderBy { [-uid, start_time] }",
                    "The order of the rows; - or desc(…) for the greatest first."),
            word("limit", "limit(20)", "At most this number of rows; later operations see only these."),
            word("by", "by(name, exe)", "Groups of rows with equal values in these columns, and their count."),
            word("count", "count()", "The number of rows, or of rows for which a condition holds."),
            word("distinct", "distinct()", "Each row once, after select."),
            word("added", "added(since: baseline)", "Rows that the baseline lacks, compared by the table's identity."),
            word(
                    "removed",
                    "removed(since: baseline)",
                    "Rows of the baseline that are gone, compared by the table's identity."),
            word("any", "any { uid == 0 }", "Whether a condition holds for any of the rows."),
            word("every", "every { uid == 0 }", "Whether a condition holds for all of the rows."),
            word("isEmpty", "isEmpty()", "Whether there is no row."));

    /** The methods of a path to many rows. */
    public static final List<Word> OF_ROWS = List.of(
            word("any", "sockets.any { state == 'LISTEN' }", "Whether a condition holds for any of the rows."),
            word("every", "sockets.every { state == 'LISTEN' }", "Whether a condition holds for all of the rows."),
            word("count", "sockets.count { state == 'LISTEN' } > 2", "The number of rows for which a condition holds."),
            word("size", "sockets.size() > 2", "The number of rows."),
            word("isEmpty", "sockets.isEmpty()", "Whether there is no row."),
            word("distinct", "tasks.uid.distinct().size() > 1", "Each value of a column once."));

    public static final List<Word> OF_TEXT = List.of(
            word("startsWith", "name.startsWith('kworker')", "Whether the text begins with another."),
            word("endsWith", "exe.endsWith('/sh')", "Whether the text ends with another."),
            word("contains", "cmdline.contains('curl')", "Whether the text contains another."),
            word("equalsIgnoreCase", "name.equalsIgnoreCase('SH')", "Whether the texts are equal, ignoring case."),
            word("isEmpty", "cmdline.isEmpty()", "Whether the text is empty."),
            word("size", "cmdline.size() > 100", "The number of characters."),
            word("length", "cmdline.length() > 100", "The number of characters."),
            word("trim", "name.trim() != name", "The text without blanks at its ends."),
            word("toLowerCase", "name.toLowerCase() == 'sh'", "The text in lower case."),
            word("toUpperCase", "name.toUpperCase() == 'SH'", "The text in upper case."));

    public static final List<Word> OF_LISTS = List.of(
            word("contains", "groups.contains(0)", "Whether the list has an element; the same as 0 in groups."),
            word("size", "effective.size() > 0", "The number of elements."),
            word("isEmpty", "groups.isEmpty()", "Whether there is no element."));

    public static final List<Word> FUNCTIONS = List.of(
            word("now", "start_time > now() - 10.minutes", "The present time."),
            word("captured", "captured() - start_time < 5.minutes", "The time of the capture."),
            word("date", "date('2026-11-24 06:30')", "A time, in UTC unless an offset is given."),
            word("count", "by(uid).select { [uid, count()] }", "In select: the number of rows of a group."),
            word("min", "by(uid).select { [uid, min(pid)] }", "In select: the least of a group."),
            word("max", "by(uid).select { [uid, max(pid)] }", "In select: the greatest of a group."),
            word("sum", "select { [sum(resident_bytes)] }", "In select: the sum over a group."),
            word("avg", "select { [avg(resident_bytes)] }", "In select: the average over a group."));

    /** The units after a number. */
    public static final List<Word> DURATIONS = List.of(
            word("seconds", "30.seconds", "A duration."),
            word("minutes", "10.minutes", "A duration."),
            word("hours", "2.hours", "A duration."),
            word("days", "7.days", "A duration."),
            word("weeks", "2.weeks", "A duration."));

    private LanguageWords() {}

    private static Word word(String name, String usage, String help) {
        return new Word(name, usage, help);
    }

    public static List<String> names(List<Word> words) {
        return words.stream().map(Word::name).toList();
    }

    /** The operation of this name. */
    public static Optional<Word> operation(String name) {
        return OPERATIONS.stream().filter(word -> word.name().equals(name)).findFirst();
    }
}
