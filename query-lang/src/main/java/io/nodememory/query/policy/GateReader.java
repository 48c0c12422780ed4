package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.query.policy.QualityGate.Criticality;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;

/** Reads {@code gate(threshold: 1, type: NEW, criticality: UNSTABLE)}. */
final class GateReader {
    private static final String WRITTEN = "a gate is written gate(threshold: 1, type: NEW, criticality: UNSTABLE)";

    private GateReader() {}

    static QualityGate read(SourceText source, Syntax.Call call) {
        Integer threshold = null;
        QualityGate.Type type = null;
        Criticality criticality = Criticality.FAILURE;
        if (!call.arguments().isEmpty()) {
            throw new QueryException(source, call.at(), WRITTEN);
        }
        for (Syntax.Entry entry : call.named()) {
            try {
                switch (entry.name()) {
                    case "threshold" -> threshold = number(entry.value());
                    case "type" -> type = QualityGate.word(QualityGate.Type.class, "type", word(entry.value()));
                    case "criticality" ->
                        criticality = QualityGate.word(Criticality.class, "criticality", word(entry.value()));
                    default -> throw new BadInputException("a gate has no '" + entry.name() + "'; " + WRITTEN);
                }
            } catch (BadInputException e) {
                throw new QueryException(source, entry.at(), e.getMessage());
            }
        }
        if (threshold == null || type == null) {
            throw new QueryException(source, call.at(), WRITTEN);
        }
        try {
            return new QualityGate(threshold, type, criticality);
        } catch (BadInputException e) {
            throw new QueryException(source, call.at(), e.getMessage());
        }
    }

    private static int number(Syntax value) {
        if (value instanceof Syntax.Literal literal
                && literal.value() instanceof Long number
                && number <= Integer.MAX_VALUE
                && number >= Integer.MIN_VALUE) {
            return number.intValue();
        }
        throw new BadInputException("a gate's threshold is a whole number");
    }

    private static String word(Syntax value) {
        if (value instanceof Syntax.Name name) {
            return name.name();
        }
        return value instanceof Syntax.Literal literal ? String.valueOf(literal.value()) : "";
    }
}
