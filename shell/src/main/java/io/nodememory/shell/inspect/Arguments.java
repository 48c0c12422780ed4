package io.nodememory.shell.inspect;

import io.nodememory.kernel.inspect.Item;
import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import io.nodememory.query.syntax.Syntax;

/** The arguments of a call, each read as its expected type. */
record Arguments(SourceText source, Syntax.Call call, java.util.function.Function<Syntax, Value> values) {
    int count() {
        return call.arguments().size();
    }

    void require(int least, int most) {
        boolean plain = call.named().isEmpty();
        if (!plain || count() < least || count() > most) {
            String usage = ViewFunction.of(call.name()).map(ViewFunction::usage).orElse("." + call.name() + "(3)");
            throw new QueryException(source, call.at(), "write " + usage);
        }
    }

    private Syntax argument(int index) {
        return call.arguments().get(index);
    }

    boolean isText(int index) {
        return argument(index) instanceof Syntax.Literal literal && literal.value() instanceof String;
    }

    String text(int index) {
        if (argument(index) instanceof Syntax.Literal literal && literal.value() instanceof String text) {
            return text;
        }
        throw new QueryException(source, argument(index).at(), "a name in quotes is expected here");
    }

    long number(int index) {
        if (values.apply(argument(index)) instanceof Value.Address number) {
            return number.value();
        }
        throw new QueryException(source, argument(index).at(), "a number is expected here");
    }

    /** A number, the target of a pointer, or the address of an object. */
    long address(int index) {
        Value value = values.apply(argument(index));
        if (value instanceof Value.Address number) {
            return number.value();
        } else if (value instanceof Value.Memory memory) {
            Item item = memory.item();
            return item.asAddress();
        }
        throw new QueryException(
                source, argument(index).at(), "an address, or an object with an address, is expected here");
    }
}
