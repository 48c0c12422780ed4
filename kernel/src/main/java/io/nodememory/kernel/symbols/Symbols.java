package io.nodememory.kernel.symbols;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What is known of one kernel build: its types and where its symbols lie, whatever the source. Addresses are those of the
 * link ({@code System.map}), before KASLR, unless {@link Origin#relocated()}.
 */
public interface Symbols extends AutoCloseable {
    /**
     * Where symbols came from.
     *
     * @param description for people, such as {@code ISF vmlinux.json.xz (dwarf2json 0.9.0)}
     * @param relocated true where addresses already include the KASLR shift (kallsyms of a running kernel)
     */
    record Origin(String description, boolean relocated) {}

    /** A symbol. {@code type} is absent where only the name is known. */
    record Symbol(String name, long address, Optional<Type> type) {}

    Origin origin();

    /** The kernel's {@code linux_banner}, without trailing newline and NUL, if the source has it. */
    Optional<String> banner();

    /** The GNU build id in lower-case hexadecimal, if the source has it. */
    Optional<String> buildId();

    /** The struct or union of that name (without the keyword). */
    Optional<StructType> struct(String name);

    Optional<EnumType> enumeration(String name);

    Optional<Type.Base> base(String name);

    OptionalLong address(String symbol);

    Optional<Symbol> symbol(String name);

    /** The symbol with the greatest address not above {@code address} (compared unsigned). */
    Optional<Symbol> nearest(long address);

    /** Whether a symbol names the section that starts at its address (vmlinux.lds.h), where a function has a name of its own. */
    static boolean namesSection(String symbol) {
        return symbol.endsWith("_text_start");
    }

    /** All symbols by ascending address. */
    Stream<Symbol> symbols();

    /** The names of all structs and unions. */
    Stream<String> structNames();

    /** The names of all enumerations. */
    Stream<String> enumNames();

    /** All base types. */
    Stream<Type.Base> bases();

    /** The kernel's code as its build made it, where the source is a {@code vmlinux}; read anew each time. */
    default Optional<KernelText> text() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
