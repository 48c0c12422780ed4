package io.nodememory.shell.command;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Problems;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.fs.CachedPages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.PageCacheRow;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.kernel.table.spec.Walk;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.analysis.OpenImage;
import io.nodememory.shell.files.FileExtraction;
import io.nodememory.shell.files.FilePattern;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem image files}. */
@Command(
        name = "files",
        description = {
            "Lists the files whose content is in memory, or extracts them from the image.",
            "Pages that are not in memory become zeros; files.json beside the files lists these holes. Harmful names are"
                    + " changed, and no file is ever written outside of DST."
        },
        footer = {
            "  nodemem image files node.avml --path '/etc/**'",
            "  nodemem image files node.avml --path '/tmp/*' -o found",
            "  nodemem image files node.avml -o node-files.tar",
            "  nodemem image files node.avml --path /etc/passwd --pages"
        })
public final class ImageFilesCommand implements Callable<Integer> {
    private final Output output;

    @Parameters(paramLabel = "IMAGE", description = "The memory image.")
    private Path file;

    @Option(
            names = "--path",
            paramLabel = "GLOB",
            description = "Only files with this path, on the node or inside their own file system: * and ? within a"
                    + " name, ** across directories.")
    private String glob = "**";

    @Option(
            names = "-o",
            paramLabel = "DST",
            description = "Write the files into this folder, which must be new or empty, or this new tar file (.tar).")
    private Path target;

    @Option(names = "--pages", description = "List each page in memory, with the addresses of its memory.")
    private boolean pages;

    @Mixin
    private SymbolsOption symbols;

    @Mixin
    private FormatOption format;

    public ImageFilesCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (pages && target != null) {
            throw new BadInputException("choose either --pages, which lists pages, or -o, which writes files");
        }
        try (OpenImage open = OpenImage.open(file, symbols.choice())) {
            Collection<PageCacheRow> files = files(open.kernel());
            RowWriter rows = format.writer(output);
            if (target != null) {
                return extract(open.kernel(), files, rows);
            } else if (pages) {
                listPages(open.kernel(), files, rows);
            } else {
                list(files, rows);
            }
            return status(open.kernel());
        }
    }

    private static int status(Kernel kernel) {
        List<Problems.Problem> problems = kernel.problems().list();
        if (problems.isEmpty()) {
            return ExitStatus.FINE;
        }
        System.err.println("nodemem: %d objects could not be read, so files or parts of files may be missing; %s: %s"
                .formatted(
                        problems.size(),
                        VisibleText.escape(problems.get(0).doing()),
                        VisibleText.escape(problems.get(0).why())));
        return ExitStatus.INCOMPLETE;
    }

    /** Each inode once, by a path that leads to it if there is one. */
    private Collection<PageCacheRow> files(Kernel kernel) {
        FilePattern pattern = new FilePattern(glob);
        Map<Long, PageCacheRow> files = new LinkedHashMap<>();
        PageCacheRow.walk(new Walk<>(kernel, "page_cache", row -> {
            boolean named = pattern.matches(row.path()) || pattern.matches(row.pathOnDevice());
            if (row.type().equals("regular") && row.cachedPages() > 0 && (named || glob.equals("**"))) {
                files.merge(row.address(), row, (known, other) -> known.path() == null ? other : known);
            }
        }));
        return files.values();
    }

    private static void list(Collection<PageCacheRow> files, RowWriter rows) throws IOException {
        rows.start(List.of(
                new OutputColumn("path", Kind.TEXT),
                new OutputColumn("path_on_device", Kind.TEXT),
                new OutputColumn("device", Kind.TEXT),
                new OutputColumn("inode", Kind.INTEGER),
                new OutputColumn("size", Kind.INTEGER),
                new OutputColumn("cached_pages", Kind.INTEGER),
                new OutputColumn("mtime", Kind.TIME)));
        for (PageCacheRow row : files) {
            rows.row(Arrays.asList(
                    row.path(),
                    row.pathOnDevice(),
                    row.device(),
                    row.inode(),
                    row.size(),
                    row.cachedPages(),
                    row.mtime()));
        }
        rows.finish();
    }

    private static void listPages(Kernel kernel, Collection<PageCacheRow> files, RowWriter rows) throws IOException {
        rows.start(List.of(
                new OutputColumn("path", Kind.TEXT),
                new OutputColumn("device", Kind.TEXT),
                new OutputColumn("inode", Kind.INTEGER),
                new OutputColumn("index", Kind.INTEGER),
                new OutputColumn("address", Kind.ADDRESS),
                new OutputColumn("physical_address", Kind.ADDRESS)));
        for (PageCacheRow row : files) {
            CachedPages.Pages found = CachedPages.of(kernel, kernel.object("inode", row.address()));
            found.damage().ifPresent(why -> kernel.problems().add("page_cache", row.address(), "listing pages", why));
            for (CachedPages.Page page : found.list()) {
                rows.row(Arrays.asList(
                        row.path() == null ? row.pathOnDevice() : row.path(),
                        row.device(),
                        row.inode(),
                        page.index(),
                        page.address(),
                        page.physical()));
            }
        }
        rows.finish();
    }

    private int extract(Kernel kernel, Collection<PageCacheRow> files, RowWriter rows) throws IOException {
        rows.start(List.of(
                new OutputColumn("path", Kind.TEXT),
                new OutputColumn("name", Kind.TEXT),
                new OutputColumn("size", Kind.INTEGER),
                new OutputColumn("written", Kind.INTEGER),
                new OutputColumn("missing_bytes", Kind.INTEGER)));
        try (FileExtraction extraction = new FileExtraction(kernel, target)) {
            for (PageCacheRow row : files) {
                try {
                    FileExtraction.Written written = extraction.write(row);
                    rows.row(Arrays.asList(
                            row.path() == null ? row.pathOnDevice() : row.path(),
                            written.name(),
                            row.size(),
                            written.written(),
                            written.missing()));
                } catch (UnreadableMemoryException e) {
                    kernel.problems().add("page_cache", row.address(), "extracting a file", e.getMessage());
                }
            }
            extraction.finish();
        }
        rows.finish();
        return status(kernel);
    }
}
