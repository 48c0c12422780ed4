package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.BadInputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the types of a BTF blob by name. Of several types with one name, the first in the blob counts. */
final class BtfNames {
    /** The most qualifiers and typedefs in a row; a longer chain is a loop. */
    private static final int MAX_CHAIN = 64;

    private final Btf btf;
    private final Map<String, Integer> structs = new LinkedHashMap<>();
    private final Map<String, Integer> enums = new LinkedHashMap<>();
    private final Map<String, Integer> bases = new LinkedHashMap<>();
    private final Map<String, Integer> variables = new LinkedHashMap<>();
    private final Map<String, Integer> sections = new LinkedHashMap<>();

    BtfNames(Btf btf) {
        this.btf = btf;
        for (int id = 1; id < btf.count(); id++) {
            switch (btf.kind(id)) {
                case STRUCT, UNION -> putNamed(structs, id);
                case ENUM, ENUM64 -> putNamed(enums, id);
                case INT, FLOAT -> putNamed(bases, id);
                case VAR -> putNamed(variables, id);
                case DATASEC -> putNamed(sections, id);
                default -> {
                    // Nothing looks up these kinds by name.
                }
            }
        }
        for (int id = 1; id < btf.count(); id++) {
            if (btf.kind(id) == BtfKind.TYPEDEF) {
                addTypedef(id);
            }
        }
        for (int id = 1; id < btf.count(); id++) {
            switch (btf.kind(id)) {
                case STRUCT, UNION -> structs.putIfAbsent(of(id), id);
                case ENUM, ENUM64 -> enums.putIfAbsent(of(id), id);
                default -> {
                    // These kinds cannot be anonymous.
                }
            }
        }
    }

    private void putNamed(Map<String, Integer> map, int id) {
        String name = btf.name(id);
        if (!name.isEmpty()) {
            map.putIfAbsent(name, id);
        }
    }

    private void addTypedef(int id) {
        int target = skip(id);
        String name = btf.name(id);
        if (name.isEmpty()) {
            return;
        }
        switch (btf.kind(target)) {
            case STRUCT, UNION -> structs.putIfAbsent(name, target);
            case ENUM, ENUM64 -> enums.putIfAbsent(name, target);
            default -> {
                // Other typedefs are followed and never looked up by name.
            }
        }
    }

    /** Follows typedefs and qualifiers to the type behind them. */
    int skip(int id) {
        int target = id;
        for (int steps = 0; btf.kind(target).transparent(); steps++) {
            if (steps == MAX_CHAIN) {
                throw new BadInputException("BTF type %d refers to itself".formatted(id));
            }
            target = btf.sizeOrType(target);
        }
        return target;
    }

    /** The name of a struct, union or enumeration: its tag, or a name generated from its id. */
    String of(int id) {
        String name = btf.name(id);
        return name.isEmpty() ? "unnamed_" + id : name;
    }

    /** The name of {@code target} in a declaration with type {@code id}: that of the innermost typedef between them, if any. */
    String through(int id, int target) {
        boolean struct = btf.kind(target) == BtfKind.STRUCT || btf.kind(target) == BtfKind.UNION;
        String innermost = null;
        for (int at = id; at != target; at = btf.sizeOrType(at)) {
            if (btf.kind(at) == BtfKind.TYPEDEF) {
                String name = btf.name(at);
                Integer known = (struct ? structs : enums).get(name);
                innermost = known != null && known == target ? name : innermost;
            }
        }
        return innermost == null ? of(target) : innermost;
    }

    Integer struct(String name) {
        return structs.get(name);
    }

    Integer enumeration(String name) {
        return enums.get(name);
    }

    Integer base(String name) {
        return bases.get(name);
    }

    Integer variable(String name) {
        return variables.get(name);
    }

    Integer section(String name) {
        return sections.get(name);
    }

    Stream<String> structs() {
        return structs.keySet().stream();
    }

    Stream<String> enumerations() {
        return enums.keySet().stream();
    }

    Stream<Integer> bases() {
        return bases.values().stream();
    }

    Stream<String> variables() {
        return variables.keySet().stream();
    }
}
