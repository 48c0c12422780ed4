package io.nodememory.query.resolve;

import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.tree.Bind;
import io.nodememory.query.tree.Operand;
import io.nodememory.query.tree.ValueType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Resolves times and durations. */
final class Times {
    private static final int DATE = "2026-01-01".length();

    private final Compilation compilation;

    Times(Compilation compilation) {
        this.compilation = compilation;
    }

    /** A time in ISO 8601, with the precision of a day or finer; in UTC unless it has an offset. */
    Operand time(Syntax at, String text) {
        return new Operand.Value(new Bind.Literal(instant(at, text)), ValueType.TIME);
    }

    private Instant instant(Syntax at, String text) {
        String iso = text.trim();
        if (iso.length() > DATE && iso.charAt(DATE) == ' ') {
            iso = iso.substring(0, DATE) + 'T' + iso.substring(DATE + 1);
        }
        try {
            if (iso.length() == DATE) {
                return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > DATE || iso.lastIndexOf('-') > DATE;
            return zoned
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw compilation.error(
                    at, "this is not a time; write '2026-11-24', '2026-11-24 06:30' or '2026-11-24T06:30:00Z'");
        }
    }

    /** {@code +} and {@code -} with a time or a duration on the left side. */
    Operand arithmetic(Syntax at, Operand left, Operand right, boolean plus) {
        if (left.type() == ValueType.TIME && right.type() == ValueType.TIME && !plus) {
            return new Operand.Function(
                    Operand.Function.Name.SECONDS_BETWEEN, List.of(left, right), ValueType.DURATION);
        } else if (left.type() == ValueType.TIME && right.type() == ValueType.DURATION) {
            return later(at, left, plus ? right : negative(right));
        } else if (left.type() == ValueType.DURATION && right.type() == ValueType.DURATION) {
            return new Operand.Arithmetic(plus ? '+' : '-', left, right, ValueType.DURATION);
        } else if (left.type() == ValueType.DURATION && right.type() == ValueType.TIME && plus) {
            return later(at, right, left);
        }
        throw compilation.error(
                at,
                "'" + (plus ? "+" : "-") + "' does not fit " + left.type().words() + " and "
                        + right.type().words() + "; durations are written 10.minutes");
    }

    private Operand later(Syntax at, Operand time, Operand duration) {
        if (time instanceof Operand.Value value && seconds(duration) instanceof Long seconds) {
            try {
                if (value.bind() instanceof Bind.Clock clock) {
                    long sum = Math.addExact(clock.plusSeconds(), seconds);
                    return new Operand.Value(new Bind.Clock(clock.captured(), sum), ValueType.TIME);
                } else if (value.bind() instanceof Bind.Literal literal && literal.value() instanceof Instant instant) {
                    return new Operand.Value(new Bind.Literal(instant.plusSeconds(seconds)), ValueType.TIME);
                }
            } catch (DateTimeException | ArithmeticException e) {
                throw compilation.error(at, "this time is out of range");
            }
        }
        return new Operand.Function(Operand.Function.Name.LATER, List.of(time, duration), ValueType.TIME);
    }

    private static Operand negative(Operand duration) {
        return seconds(duration) instanceof Long seconds
                ? new Operand.Value(new Bind.Literal(-seconds), ValueType.DURATION)
                : new Operand.Arithmetic('-', Operands.literal(0L), duration, ValueType.DURATION);
    }

    private static Object seconds(Operand duration) {
        return duration instanceof Operand.Value value && value.bind() instanceof Bind.Literal literal
                ? literal.value()
                : null;
    }
}
