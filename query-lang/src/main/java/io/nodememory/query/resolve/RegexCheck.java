package io.nodememory.query.resolve;

/**
 * Checks that a regular expression is safe for every database: it has one meaning in Java and in PostgreSQL, and cannot make
 * a backtracking matcher try exponentially many ways. Allowed are literals, {@code .}, character classes, the escapes of d,
 * w, s and punctuation, {@code ^ $ \b}, groups, alternation and quantifiers. A repeated group must contain no repetition,
 * unless both have small bounds, and its alternatives must begin with different characters.
 */
final class RegexCheck {
    private static final int MAX_LENGTH = 256;
    private static final int MAX_UNBOUNDED = 3;
    private static final int MAX_COUNT = 100;
    /** Limit of the ways in which nested bounded repetitions can match. */
    private static final double MAX_WAYS = 10_000;

    private final String pattern;
    private int at;
    private int depth;
    private int unbounded;

    private RegexCheck(String pattern) {
        this.pattern = pattern;
    }

    /** The reason for rejecting a pattern, or null. */
    static String refusal(String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            return "this pattern is too long: at most " + MAX_LENGTH + " characters";
        }
        try {
            RegexCheck check = new RegexCheck(pattern);
            check.at = pattern.startsWith("(?i)") ? "(?i)".length() : 0;
            Part whole = check.alternatives();
            if (whole.ways() > MAX_WAYS) {
                throw new Refused("repetitions that can match in too many ways");
            }
            if (check.at < pattern.length()) {
                throw new Refused("a ')' too many");
            }
            return null;
        } catch (Refused e) {
            return "this pattern is not allowed: " + e.getMessage();
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * The matching behaviour of a part of a pattern.
     *
     * @param ways number of ways to match the same text
     * @param repeats whether it contains an unbounded repetition
     * @param first the possible first characters, if they are literals; else null
     */
    private record Part(double ways, boolean repeats, String first) {}

    private Part alternatives() {
        double ways = 0;
        boolean repeats = false;
        String first = "";
        int count = 0;
        do {
            if (count++ > 0) {
                at++;
            }
            Part part = sequence();
            ways += part.ways();
            repeats |= part.repeats();
            boolean overlaps = first == null || part.first() == null || first.contains(part.first());
            first = overlaps ? null : first + part.first();
        } while (at < pattern.length() && pattern.charAt(at) == '|');
        return new Part(first == null || count == 1 ? ways : ways / count, repeats, first);
    }

    private Part sequence() {
        double ways = 1;
        boolean repeats = false;
        String first = null;
        boolean begun = false;
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            int start = at;
            Part part = quantified();
            ways *= part.ways();
            repeats |= part.repeats();
            if (!begun && part.ways() == 1 && !part.repeats()) {
                first = part.first();
            }
            begun |= at > start;
        }
        return new Part(ways, repeats, first);
    }

    private Part quantified() {
        boolean anchor = isAnchor();
        boolean group = pattern.charAt(at) == '(';
        Part part = atom();
        if (at >= pattern.length() || "*+?{".indexOf(pattern.charAt(at)) < 0) {
            return part;
        } else if (anchor) {
            throw new Refused("nothing to repeat before " + pattern.charAt(at));
        }
        int[] bounds = bounds();
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
        }
        if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
            throw new Refused("two repetitions in a row");
        }
        if (bounds[1] < 0) {
            if (part.repeats() || part.ways() > 1) {
                throw new Refused("a repetition within a repetition, or alternatives that begin alike within one");
            } else if (++unbounded > MAX_UNBOUNDED) {
                throw new Refused("more than " + MAX_UNBOUNDED + " of * and +");
            }
            return new Part(1, true, null);
        }
        if (part.repeats() && bounds[1] > 1) {
            throw new Refused("a repetition within a repetition");
        }
        double ways = group ? Math.pow(part.ways(), bounds[1]) : 1;
        ways *= bounds[1] - bounds[0] + 1;
        if (ways > MAX_WAYS) {
            throw new Refused("repetitions within each other that can match in too many ways");
        }
        return new Part(ways, part.repeats(), null);
    }

    /** The minimum and the maximum count; the maximum is -1 if unbounded. */
    private int[] bounds() {
        char c = pattern.charAt(at++);
        if (c != '{') {
            return new int[] {c == '+' ? 1 : 0, c == '?' ? 1 : -1};
        }
        int least = number();
        int greatest = least;
        if (at < pattern.length() && pattern.charAt(at) == ',') {
            at++;
            greatest = at < pattern.length() && pattern.charAt(at) == '}' ? -1 : number();
        }
        if (at >= pattern.length() || pattern.charAt(at++) != '}' || (greatest >= 0 && greatest < least)) {
            throw new Refused("write a count as {2}, {2,} or {2,5}");
        }
        return new int[] {least, greatest};
    }

    private int number() {
        int start = at;
        while (at < pattern.length() && Character.isDigit(pattern.charAt(at)) && at - start < 4) {
            at++;
        }
        if (at == start) {
            throw new Refused("write a count as {2}, {2,} or {2,5}");
        }
        int number = Integer.parseInt(pattern.substring(start, at));
        if (number > MAX_COUNT) {
            throw new Refused("counts go up to " + MAX_COUNT);
        }
        return number;
    }

    private boolean isAnchor() {
        char c = pattern.charAt(at);
        return c == '^' || c == '$' || pattern.startsWith("\\b", at);
    }

    private Part atom() {
        char c = pattern.charAt(at++);
        switch (c) {
            case '(' -> {
                return group();
            }
            case '[' -> {
                characterClass();
                return new Part(1, false, null);
            }
            case '\\' -> {
                return new Part(1, false, escape(false));
            }
            case '*', '+', '?', '{' -> throw new Refused("nothing to repeat before " + c);
            case ']', '}' -> throw new Refused("write \\" + c + " for the character itself");
            default -> {
                return new Part(1, false, c == '.' || c == '^' || c == '$' ? null : String.valueOf(c));
            }
        }
    }

    private Part group() {
        if (++depth > 10) {
            throw new Refused("groups more than 10 deep");
        }
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (pattern.startsWith("?", at)) {
            throw new Refused("only (?:…), and (?i) at the start, can begin with (?");
        }
        Part part = alternatives();
        if (at >= pattern.length() || pattern.charAt(at++) != ')') {
            throw new Refused("a ')' is missing");
        }
        depth--;
        return part;
    }

    private void characterClass() {
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            at++;
        }
        int start = at;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || at == start)) {
            char c = pattern.charAt(at++);
            if (c == '[' || c == ']' || pattern.startsWith("&&", at - 1)) {
                throw new Refused("within […], write \\" + c + " for the character itself");
            } else if (c == '\\') {
                boolean known = escape(true) == null;
                boolean ranges = pattern.startsWith("-", at) && !pattern.startsWith("-]", at);
                boolean ranged = at - start > 3 && pattern.charAt(at - 3) == '-';
                if (known && (ranges || ranged) && "dws".indexOf(pattern.charAt(at - 1)) >= 0) {
                    throw new Refused(
                            "a range of characters goes from one to another; write \\- for the character itself");
                }
            }
        }
        if (at >= pattern.length()) {
            throw new Refused("a ']' is missing");
        }
        at++;
    }

    /** The escaped character, or null for an escape of a class. */
    private String escape(boolean inClass) {
        if (at >= pattern.length()) {
            throw new Refused("a \\ at its end");
        }
        char c = pattern.charAt(at++);
        boolean known = "dwstnr".indexOf(c) >= 0 || (!inClass && "bDWS".indexOf(c) >= 0);
        if (!known && (c >= 128 || Character.isLetterOrDigit(c) || c <= ' ')) {
            throw new Refused("\\" + c + " is not one of \\d \\w \\s \\D \\W \\S \\b \\t \\n or a sign");
        }
        return known ? null : String.valueOf(c);
    }
}
