package io.nodememory.query.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known names nearest to a wrong one, for "did you mean". */
public final class Nearest {
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /** {@code "; did you mean a or b?"}, or an empty text if no name is near. */
    public static String question(String wrong, Collection<String> known) {
        List<String> near = names(wrong, known);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** At most two names, nearest first. */
    static List<String> names(String wrong, Collection<String> known) {
        if (wrong.length() > MAX_LENGTH) {
            return List.of();
        }
        String lower = wrong.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, wrong.length() / 3);
        return known.stream()
                .distinct()
                .filter(name -> distance(lower, name) <= allowed)
                .sorted(Comparator.comparingInt((String name) -> distance(lower, name))
                        .thenComparing(name -> name))
                .limit(2)
                .toList();
    }

    /** The number of insertions, deletions, replacements and swaps of neighbours; 1 for the start or last word of a name. */
    static int distance(String wrong, String name) {
        String known = name.toLowerCase(Locale.ROOT);
        if (wrong.length() >= 3 && (known.startsWith(wrong) || known.endsWith("_" + wrong))) {
            return 1;
        }
        int[][] d = new int[wrong.length() + 1][known.length() + 1];
        for (int i = 0; i <= wrong.length(); i++) {
            for (int j = 0; j <= known.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = wrong.charAt(i - 1) == known.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + replace);
                if (i > 1
                        && j > 1
                        && wrong.charAt(i - 1) == known.charAt(j - 2)
                        && wrong.charAt(i - 2) == known.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[wrong.length()][known.length()];
    }
}
