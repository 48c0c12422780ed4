package io.nodememory.shell.inspect;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.Machine;
import io.nodememory.kernel.inspect.AddressNames;
import io.nodememory.kernel.inspect.HexDump;
import io.nodememory.kernel.inspect.Item;
import io.nodememory.kernel.linux.module.ModuleTypes;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.symbols.Type;
import java.util.List;
import java.util.Optional;

/** The functions of the typed view. */
final class Functions {
    private static final int USUAL_BYTES = 256;
    private static final int USUAL_INSTRUCTIONS = 20;

    private final Kernel kernel;
    private final AddressNames names;

    Functions(Kernel kernel, AddressNames names) {
        this.kernel = kernel;
        this.names = names;
    }

    Value call(Arguments arguments, ViewFunction function) {
        return switch (function) {
            case STRUCT -> struct(arguments);
            case SYMBOL -> symbol(arguments);
            case READ -> read(arguments);
            case DISASM -> disassemble(arguments);
            case LIST_FOR_EACH -> list(arguments);
        };
    }

    private Value struct(Arguments arguments) {
        arguments.require(2, 2);
        String name = arguments.text(0).replaceFirst("^(struct|union) ", "");
        return new Value.Memory(new Item(types(name), new Type.Reference(name), address(arguments, 1)));
    }

    /** The types of the kernel, or of the module that has the struct. */
    private Types types(String struct) {
        if (kernel.types().find(struct).isPresent()) {
            return kernel.types();
        }
        return ModuleTypes.of(kernel)
                .having(struct)
                .orElseThrow(() -> new MissingSymbolException(
                        "neither this kernel nor a module with types in the image has a struct " + struct));
    }

    /** Reads an address; the name of a symbol is an address too. */
    private long address(Arguments arguments, int index) {
        return arguments.isText(index) ? kernel.address(arguments.text(index)) : arguments.address(index);
    }

    private Value symbol(Arguments arguments) {
        arguments.require(1, 1);
        if (arguments.isText(0)) {
            String name = arguments.text(0);
            long address = kernel.address(name);
            Optional<Type> type = kernel.symbols().symbol(name).flatMap(Symbol::type);
            return type.filter(Functions::isValue)
                    .<Value>map(known -> new Value.Memory(new Item(kernel.types(), known, address)))
                    .orElseGet(() -> new Value.Address(address));
        }
        long address = arguments.address(0);
        String name = names.of(address)
                .orElseThrow(() -> new BadInputException(
                        "0x%016x is in neither the kernel's image nor a module's".formatted(address)));
        return new Value.Listing((out, cancellation) -> out.append("0x%016x  %s%n".formatted(address, name)));
    }

    /** Returns whether the symbol is an address without a value: a function, or a mark such as {@code char _text[]}. */
    private static boolean isValue(Type type) {
        boolean mark = type instanceof Type.Array array && array.count() == 0;
        return !mark && !(type instanceof Type.Unknown) && !(type instanceof Type.Function);
    }

    private Value read(Arguments arguments) {
        arguments.require(1, 2);
        long address = address(arguments, 0);
        int length = count(arguments, 1, USUAL_BYTES, HexDump.MOST);
        return new Value.Listing((out, cancellation) -> HexDump.write(kernel.memory(), address, length, out));
    }

    private Value disassemble(Arguments arguments) {
        arguments.require(1, 2);
        long address = address(arguments, 0);
        if (kernel.architecture().machine() != Machine.X86_64) {
            throw new BadInputException("disasm is not implemented for %s: show the bytes with read(ADDRESS, 64)"
                    .formatted(kernel.architecture().name()));
        }
        int most = count(arguments, 1, USUAL_INSTRUCTIONS, Disassembly.MOST);
        return new Value.Listing(
                (out, cancellation) -> new Disassembly(kernel.memory(), names).write(address, most, out, cancellation));
    }

    private static int count(Arguments arguments, int index, int usual, int most) {
        if (arguments.count() <= index) {
            return usual;
        }
        long count = arguments.number(index);
        if (count < 1 || count > most) {
            throw new BadInputException("%d is not between 1 and %d".formatted(count, most));
        }
        return (int) count;
    }

    private Value list(Arguments arguments) {
        arguments.require(3, 3);
        long head = address(arguments, 0);
        String struct = arguments.text(1);
        Types types = types(struct);
        // An unreadable head would look like an empty list
        if (kernel.memory().translate(head).isEmpty()) {
            throw new UnreadableMemoryException(head, "0x%016x is not mapped, or not in the image".formatted(head));
        }
        Chain chain = LinkedLists.list(types, head, struct, arguments.text(2));
        List<Item> items = chain.entries().stream()
                .map(KernelObject::address)
                .map(address -> new Item(types, new Type.Reference(struct), address))
                .toList();
        return new Value.Elements(items, chain.damage());
    }
}
