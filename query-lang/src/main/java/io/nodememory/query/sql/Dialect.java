package io.nodememory.query.sql;

import io.nodememory.query.tree.Predicate;
import java.sql.Connection;
import java.sql.SQLException;

/** Where the databases of a store differ. */
public enum Dialect {
    H2 {
        /**
         * H2 keeps rows in the order of their key, a capture's together. Its statistics never tell that a capture's rows are
         * many: left the choice it would go to each of them by an index.
         */
        @Override
        boolean readsByKey() {
            return true;
        }

        @Override
        String bits(boolean and, String left, String right) {
            return (and ? "BITAND(" : "BITOR(") + left + ", " + right + ")";
        }

        @Override
        String regex(Predicate.Matches matches) {
            // The dot matches line breaks and $ only the very end, as in PostgreSQL.
            String pattern = replace(matches.pattern(), '$', "\\z");
            String options = matches.ignoreCase() ? "(?si)" : "(?s)";
            return options + (matches.whole() ? "\\A(?:" + pattern + ")\\z" : pattern);
        }
    },
    POSTGRESQL {
        @Override
        boolean readsByKey() {
            return false;
        }

        @Override
        String bits(boolean and, String left, String right) {
            return "(" + left + (and ? " & " : " | ") + right + ")";
        }

        @Override
        String regex(Predicate.Matches matches) {
            String pattern = matches.pattern().replace("\\b", "\\y");
            String options = matches.ignoreCase() ? "(?i)" : "";
            return options + (matches.whole() ? "\\A(?:" + pattern + ")\\Z" : pattern);
        }
    };

    /** Whether a capture's rows are best asked for by the range of their keys, rather than by the capture's id. */
    abstract boolean readsByKey();

    /** A bitwise and, or else or, of two numbers. */
    abstract String bits(boolean and, String left, String right);

    /** The pattern in the database's own words. */
    abstract String regex(Predicate.Matches matches);

    /** Replaces a sign of a pattern where it is neither escaped nor in a class. */
    private static String replace(String pattern, char sign, String by) {
        StringBuilder out = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                out.append(c).append(pattern.charAt(++i));
                continue;
            }
            inClass = c == '[' || (inClass && c != ']');
            out.append(c == sign && !inClass ? by : String.valueOf(c));
        }
        return out.toString();
    }

    /** The dialect of an open store. */
    public static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return product.equals("PostgreSQL") ? POSTGRESQL : H2;
    }
}
