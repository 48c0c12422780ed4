package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How many findings are too many, in the words of Jenkins' warnings-ng plugin.
 *
 * @param threshold the number of findings from which on the gate is missed, at least 1
 * @param type which findings count
 * @param criticality what a missed gate means for a build
 */
public record QualityGate(int threshold, Type type, Criticality criticality) {
    private static final String WRITTEN =
            "a quality gate is written threshold:type:criticality, such as 1:NEW:UNSTABLE";

    /** Which findings count: all, or those that the baseline has not; of every severity, or of one. */
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

        /** Whether only findings count that the baseline has not. */
        public boolean isNew() {
            return name().startsWith("NEW");
        }

        /** Whether findings of a severity count. */
        public boolean counts(Severity severity) {
            int end = name().indexOf('_');
            return end < 0 || name().substring(end + 1).equals(severity.name());
        }
    }

    /** What a missed gate means. */
    public enum Criticality {
        /** It is told, and changes nothing. */
        NOTE,
        UNSTABLE,
        /** As {@link #FAILURE}, for one stage. */
        ERROR,
        FAILURE
    }

    public QualityGate {
        if (threshold < 1) {
            throw new BadInputException("the threshold of a quality gate is the number of findings from which on it is"
                    + " missed: at least 1, not " + threshold);
        }
    }

    /**
     * Reads {@code threshold:type:criticality}; the criticality may be left out and is {@code FAILURE} then.
     *
     * @throws BadInputException if it is not written so
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
            throw new BadInputException(WRITTEN + "; '" + parts[0] + "' is no number", e);
        }
    }

    /**
     * Reads a word of a gate, in capitals or not.
     *
     * @throws BadInputException with the words that there are
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
