package io.nodememory.shell.inspect;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.inspect.AddressNames;
import io.nodememory.kernel.inspect.Item;
import io.nodememory.kernel.inspect.ItemText;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.query.Cancellation;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.GroovySyntax;
import io.nodememory.query.syntax.Syntax;
import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;

/**
 * Evaluates expressions of the typed view on a kernel in an open image. The parser of the query language reads the text, and
 * this class lists the allowed elements. No part of the text is run.
 */
public final class Inspector {
    private final AddressNames names;
    private final Functions functions;

    public Inspector(Kernel kernel) {
        this.names = new AddressNames(kernel);
        this.functions = new Functions(kernel, names);
    }

    /**
     * Writes the value of an expression. Text from the image is escaped.
     *
     * @throws BadInputException if the expression is wrong, or its object does not exist or cannot be read
     */
    public void write(String expression, Appendable out, Cancellation cancellation) throws IOException {
        Appendable safe = new EscapingLines(out);
        try {
            write(evaluate(expression), safe, cancellation);
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            throw new BadInputException(VisibleText.escape(e.getMessage()), e);
        }
    }

    /** The value of an expression; completion uses it too. */
    Value evaluate(String expression) {
        SourceText source = new SourceText("", expression);
        List<Syntax> statements = GroovySyntax.parse(source);
        if (statements.size() != 1) {
            throw new QueryException(source, 0, "one expression at a time");
        }
        return value(source, statements.get(0));
    }

    private Value value(SourceText source, Syntax syntax) {
        if (syntax instanceof Syntax.Literal literal && literal.value() instanceof Long number) {
            return new Value.Address(number);
        } else if (syntax instanceof Syntax.Literal literal && literal.value() instanceof BigInteger number) {
            // Kernel addresses exceed the largest signed long
            return new Value.Address(number.longValue());
        } else if (syntax instanceof Syntax.Literal literal && literal.value() instanceof String) {
            throw new QueryException(source, syntax.at(), "a number, or an object with an address, is expected here");
        } else if (syntax instanceof Syntax.Property property) {
            return member(source, property, value(source, property.of()));
        } else if (syntax instanceof Syntax.Call call && call.on() == null) {
            ViewFunction function = ViewFunction.of(call.name())
                    .orElseThrow(() -> new QueryException(source, call.at(), "there is no function " + call.name()));
            return functions.call(new Arguments(source, call, argument -> value(source, argument)), function);
        } else if (syntax instanceof Syntax.Call call && call.name().equals("at")) {
            return element(source, call);
        } else if (syntax instanceof Syntax.Binary binary) {
            return sum(source, binary);
        }
        throw new QueryException(
                source,
                syntax.at(),
                "this is not part of the typed view: write a function, members after dots, .at(n) for an element, + and -");
    }

    private static Value member(SourceText source, Syntax.Property property, Value of) {
        if (of instanceof Value.Memory memory) {
            return new Value.Memory(memory.item().member(property.name()));
        } else if (of instanceof Value.Elements elements) {
            return new Value.Elements(
                    elements.items().stream()
                            .map(item -> item.member(property.name()))
                            .toList(),
                    elements.damage());
        }
        throw new QueryException(source, property.at(), "only structs and pointers to structs have members");
    }

    private Value element(SourceText source, Syntax.Call call) {
        Arguments arguments = new Arguments(source, call, argument -> value(source, argument));
        arguments.require(1, 1);
        if (value(source, call.on()) instanceof Value.Memory memory) {
            return new Value.Memory(memory.item().at(arguments.number(0)));
        }
        throw new QueryException(source, call.at(), "only arrays and pointers have elements");
    }

    /** Adds bytes to an address. */
    private Value sum(SourceText source, Syntax.Binary binary) {
        long left = address(source, binary.left());
        long right = address(source, binary.right());
        return switch (binary.operator()) {
            case "+" -> new Value.Address(left + right);
            case "-" -> new Value.Address(left - right);
            default -> throw new QueryException(source, binary.at(), "only + and - are part of the typed view");
        };
    }

    private long address(SourceText source, Syntax syntax) {
        Value value = value(source, syntax);
        if (value instanceof Value.Address number) {
            return number.value();
        } else if (value instanceof Value.Memory memory) {
            return memory.item().asAddress();
        }
        throw new QueryException(source, syntax.at(), "this is not an address");
    }

    private void write(Value value, Appendable out, Cancellation cancellation) throws IOException {
        if (value instanceof Value.Memory memory) {
            new ItemText(names, out, cancellation::isCancelled).write(memory.item());
        } else if (value instanceof Value.Address number) {
            String name = names.of(number.value()).map(text -> "  " + text).orElse("");
            out.append("0x%016x%s%n".formatted(number.value(), name));
        } else if (value instanceof Value.Listing listing) {
            listing.writer().write(out, cancellation);
        } else if (value instanceof Value.Elements elements) {
            elements(elements, out, cancellation);
        }
    }

    private void elements(Value.Elements elements, Appendable out, Cancellation cancellation) throws IOException {
        ItemText text = new ItemText(names, out, cancellation::isCancelled);
        for (Item item : elements.items()) {
            if (cancellation.isCancelled()) {
                return;
            }
            text.writeLine(item);
        }
        if (elements.damage().isPresent()) {
            out.append("// the list is incomplete: ")
                    .append(elements.damage().get())
                    .append('\n');
        }
    }
}
