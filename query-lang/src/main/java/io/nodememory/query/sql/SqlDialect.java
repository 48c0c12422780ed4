package io.nodememory.query.sql;

import io.nodememory.query.tree.Predicate;
import java.sql.Connection;
import java.sql.SQLException;

/** Where the databases of a store differ. */
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
         * H2 keeps rows in the order of their key, a capture's together. Its statistics never tell that a capture's rows are
         * many: left the choice it would go to each of them by an index.
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
            // The dot matches line breaks, $ only the very end, and only ASCII letters make words, as in PostgreSQL.
            String pattern = rewrite(matches.pattern(), "\\z", "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))");
            String options = matches.ignoreCase() ? "(?si)" : "(?s)";
            return options + (matches.whole() ? "\\A(?:" + pattern + ")\\z" : pattern);
        }
    },
    POSTGRESQL {
        /** Java counts a character beyond U+FFFF twice. */
        @Override
        String length(String text) {
            return "(CHAR_LENGTH(" + text + ") + CHAR_LENGTH(REGEXP_REPLACE(" + text
                    + ", '[\\u0001-\\uffff]+', '', 'g')))";
        }

        /** By Unicode, as Java does, whatever the database's own locale. */
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

    /** Whether a capture's rows are best asked for by the range of their keys, rather than by the capture's id. */
    abstract boolean readsByKey();

    /** Whether a capture's rows lie apart, and are found by an id that is known before the query runs. */
    abstract boolean hasPartitions();

    /** The number of a text's UTF-16 units. */
    abstract String length(String text);

    /** {@code LOWER} or {@code UPPER} of a text. */
    abstract String letters(String function, String text);

    /** A bitwise and, or else or, of two numbers. */
    abstract String bits(boolean and, String left, String right);

    /** The pattern in the database's own words. */
    abstract String regex(Predicate.Matches matches);

    /** A pattern with other words for {@code $} and {@code \\b}, where these are neither escaped nor in a class. */
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
