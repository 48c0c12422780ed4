package io.nodememory.query.sql;

import io.nodememory.query.tree.Predicate;
import java.sql.Connection;
import java.sql.SQLException;

/** The differences between the databases of a store in the SQL of queries. */
public enum SqlDialect {
    H2 {
        @Override
        String length(String text) {
            return "CHAR_LENGTH(" + text + ")";
        }

        @Override
        String letters(String function, String text) {
            return function + "(" + text + ")";
        }

        /**
         * H2 stores the rows of a capture together, in the order of their keys. Its statistics do not show that a capture has
         * many rows, so by itself H2 would look up each row through an index.
         */
        @Override
        boolean readsByKey() {
            return true;
        }

        @Override
        boolean hasPartitions() {
            return false;
        }

        @Override
        String bits(boolean and, String left, String right) {
            return (and ? "BITAND(" : "BITOR(") + left + ", " + right + ")";
        }

        @Override
        String regex(Predicate.Matches matches) {
            // As in PostgreSQL: the dot matches line breaks, $ matches only the end of the text, words are of ASCII
            // letters.
            String pattern = rewrite(matches.pattern(), "\\z", "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))");
            String options = matches.ignoreCase() ? "(?si)" : "(?s)";
            return options + (matches.whole() ? "\\A(?:" + pattern + ")\\z" : pattern);
        }
    },
    POSTGRESQL {
        /** Counts UTF-16 units as Java does: a character above U+FFFF is two. */
        @Override
        String length(String text) {
            return "(CHAR_LENGTH(" + text + ") + CHAR_LENGTH(REGEXP_REPLACE(" + text
                    + ", '[\\u0001-\\uffff]+', '', 'g')))";
        }

        /** Uses the rules of Unicode as Java does, independent of the locale of the database. */
        @Override
        String letters(String function, String text) {
            return "(" + function + "(" + text + " COLLATE \"und-x-icu\") COLLATE \"C\")";
        }

        @Override
        boolean readsByKey() {
            return false;
        }

        @Override
        boolean hasPartitions() {
            return true;
        }

        @Override
        String bits(boolean and, String left, String right) {
            return "(" + left + (and ? " & " : " | ") + right + ")";
        }

        @Override
        String regex(Predicate.Matches matches) {
            String pattern = rewrite(matches.pattern(), "$", "\\y");
            String options = matches.ignoreCase() ? "(?i)" : "";
            return options + (matches.whole() ? "\\A(?:" + pattern + ")\\Z" : pattern);
        }
    };

    /** Whether the rows of a capture are selected by the range of their keys, and not by the id of the capture. */
    abstract boolean readsByKey();

    /** Whether each capture has its own partition, which the planner finds if it knows the id of the capture. */
    abstract boolean hasPartitions();

    /** The number of UTF-16 units of a text. */
    abstract String length(String text);

    /** {@code LOWER} or {@code UPPER} of a text. */
    abstract String letters(String function, String text);

    /** The bitwise AND of two numbers, or the bitwise OR. */
    abstract String bits(boolean and, String left, String right);

    /** The pattern in the syntax of the database. */
    abstract String regex(Predicate.Matches matches);

    /** Replaces {@code $} and {@code \\b} in a pattern, unless they are escaped or in a character class. */
    private static String rewrite(String pattern, String end, String boundary) {
        StringBuilder out = new StringBuilder();
        int classBegan = -1;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                char escaped = pattern.charAt(++i);
                out.append(escaped == 'b' && classBegan < 0 ? boundary : "\\" + escaped);
                continue;
            }
            out.append(c == '$' && classBegan < 0 ? end : String.valueOf(c));
            if (c == '[' && classBegan < 0) {
                classBegan = pattern.startsWith("^", i + 1) ? i + 1 : i;
            } else if (c == ']' && i > classBegan + 1) {
                classBegan = -1;
            }
        }
        return out.toString();
    }

    /** The dialect of an open store. */
    public static SqlDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return product.equals("PostgreSQL") ? POSTGRESQL : H2;
    }
}
