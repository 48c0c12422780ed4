package io.nodememory.kernel.find;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A symbol file that the user named, or a folder of such files of which one fits. */
public record FolderSymbols(Path given) implements SymbolProvider {
    /** Files of a folder that are opened at most, and how deep they are looked for: a search, not a crawl. */
    private static final int MOST_FILES = 1000;

    private static final int DEPTH = 4;

    @Override
    public String name() {
        return given.toString();
    }

    @Override
    public Optional<Symbols> find(SymbolRequest request) {
        if (!Files.isDirectory(given)) {
            return Optional.of(SymbolFiles.open(given));
        }
        int others = 0;
        for (Path file : files()) {
            Optional<Symbols> symbols = open(file, request);
            if (symbols.isPresent()) {
                if (fits(symbols.get(), request)) {
                    return symbols;
                }
                symbols.get().close();
                others++;
            }
        }
        throw new BadInputException(
                "no symbols in %s fit the kernel %s (%d symbol files are of others): name another folder or file"
                        .formatted(given, request.describe(), others));
    }

    private static boolean fits(Symbols symbols, SymbolRequest request) {
        if (symbols.buildId().isPresent() && request.buildId().isPresent()) {
            return symbols.buildId().equals(request.buildId());
        }
        return request.release().isEmpty()
                || symbols.banner()
                        .filter(banner -> banner.startsWith(
                                "Linux version " + request.release().get() + " "))
                        .isPresent();
    }

    private static Optional<Symbols> open(Path file, SymbolRequest request) {
        try {
            return Optional.of(SymbolFiles.open(file));
        } catch (BadInputException e) {
            // A folder may hold anything.
            request.report().accept(e.getMessage());
            return Optional.empty();
        }
    }

    private List<Path> files() {
        try (Stream<Path> walk = Files.walk(given, DEPTH)) {
            return walk.filter(Files::isRegularFile).limit(MOST_FILES).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException("cannot search the folder " + given + ": " + e.getMessage(), e);
        }
    }
}
