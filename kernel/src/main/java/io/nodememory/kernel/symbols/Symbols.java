package io.nodememory.kernel.symbols;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The types and symbols of one kernel build, from any source. Addresses are link addresses ({@code System.map}), before KASLR,
 * unless {@link Origin#relocated()} is true.
 */
public interface Symbols extends AutoCloseable {
    /**
     * The source of symbols.
     *
     * @param description for display, such as {@code ISF vmlinux.json.xz (dwarf2json 0.9.0)}
     * @param relocated whether addresses include the KASLR shift (kallsyms of a running kernel)
     */
    record Origin(String description, boolean relocated) {}

    /** A symbol. {@code type} is empty if the source does not know it. */
    record Symbol(String name, long address, Optional<Type> type) {}

    Origin origin();

    /** The kernel's {@code linux_banner}, without trailing newline and NUL, if the source has it. */
    Optional<String> banner();

    /** The GNU build id in lower-case hexadecimal, if the source has it. */
    Optional<String> buildId();

    /** The struct or union with a name (without the keyword). */
    Optional<StructType> struct(String name);

    Optional<EnumType> enumeration(String name);

    Optional<Type.Base> base(String name);

    OptionalLong address(String symbol);

    Optional<Symbol> symbol(String name);

    /** The symbol with the greatest address that is not above {@code address} (unsigned). */
    Optional<Symbol> nearest(long address);

    /** Whether a symbol names the section that starts at its address (vmlinux.lds.h) rather than the function there. */
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

    /** The kernel's code as built, if the source is a {@code vmlinux}; each call reads it again. */
    default Optional<KernelText> text() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
