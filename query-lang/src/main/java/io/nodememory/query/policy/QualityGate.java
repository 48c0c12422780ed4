package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A limit for the number of findings, with the terms of Jenkins' warnings-ng plugin.
 *
 * @param threshold the number of findings at which the gate is missed, at least 1
 * @param type the findings that count
 * @param criticality the effect of a missed gate on a build
 */
public record QualityGate(int threshold, Type type, Criticality criticality) {
    private static final String WRITTEN =
            "a quality gate is written threshold:type:criticality, such as 1:NEW:UNSTABLE";

    /** The findings that count: all or only new ones, of every severity or of one. */
    public enum Type {
        TOTAL,
        TOTAL_CRITICAL,
        TOTAL_HIGH,
        TOTAL_MEDIUM,
        TOTAL_LOW,
        TOTAL_INFO,
        NEW,
        NEW_CRITICAL,
        NEW_HIGH,
        NEW_MEDIUM,
        NEW_LOW,
        NEW_INFO;

        /** Whether only findings count that the baseline lacks. */
        public boolean isNew() {
            return name().startsWith("NEW");
        }

        /** Whether findings of a severity count. */
        public boolean counts(Severity severity) {
            int end = name().indexOf('_');
            return end < 0 || name().substring(end + 1).equals(severity.name());
        }
    }

    /** The effect of a missed gate. */
    public enum Criticality {
        /** Is reported and has no other effect. */
        NOTE,
        UNSTABLE,
        /** Like {@link #FAILURE}, for one stage. */
        ERROR,
        FAILURE
    }

    public QualityGate {
        if (threshold < 1) {
            throw new BadInputException(
                    "the threshold of a quality gate is the number of findings at which it is missed:"
                            + " at least 1, not " + threshold);
        }
    }

    /**
     * Reads {@code threshold:type:criticality}; the criticality is optional and defaults to {@code FAILURE}.
     *
     * @throws BadInputException if the text has another form
     */
    public static QualityGate parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new BadInputException(WRITTEN + ", not '" + text + "'");
        }
        try {
            int threshold = Integer.parseInt(parts[0].strip());
            String criticality = parts.length == 3 ? parts[2] : Criticality.FAILURE.name();
            return new QualityGate(
                    threshold, word(Type.class, "type", parts[1]), word(Criticality.class, "criticality", criticality));
        } catch (NumberFormatException e) {
            throw new BadInputException(WRITTEN + "; '" + parts[0] + "' is not a number", e);
        }
    }

    /**
     * Reads a word of a gate, ignoring case.
     *
     * @throws BadInputException with the valid words
     */
    static <E extends Enum<E>> E word(Class<E> words, String what, String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("a gate's " + what + " is one of "
                        + Arrays.stream(words.getEnumConstants())
                                .map(Enum::name)
                                .collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    @Override
    public String toString() {
        return threshold + ":" + type + ":" + criticality;
    }
}
