package io.nodememory.evidence.capture;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel in an image and its symbols; values that are not known are null.
 *
 * @param symbols where the symbols came from
 * @param buildId GNU build id, lower-case hexadecimal
 */
public record KernelInfo(String banner, String release, String symbols, String buildId) {
    /** The beginning of {@code linux_banner} (init/version.c). */
    private static final Pattern RELEASE = Pattern.compile("Linux version (\\S+)");

    public static KernelInfo of(Kernel kernel) {
        Symbols symbols = kernel.symbols();
        String banner = symbols.banner().orElse(null);
        return new KernelInfo(
                banner,
                releaseOf(banner),
                symbols.origin().description(),
                symbols.buildId().orElse(null));
    }

    private static String releaseOf(String banner) {
        Matcher matcher = RELEASE.matcher(banner == null ? "" : banner);
        return matcher.lookingAt() ? matcher.group(1) : null;
    }

    /** The host name of the machine ({@code init_uts_ns}); null if it cannot be read. */
    public static String nodeName(Kernel kernel) {
        try {
            return kernel.global("init_uts_ns", "uts_namespace")
                    .embedded("name")
                    .text("nodename");
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            return null;
        }
    }
}
