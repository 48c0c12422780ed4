package io.nodememory.shell.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.fs.CachedContent;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.PageCacheRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes files from the page cache to a folder or a tar file, with a list of the missing parts of each. */
public final class FileExtraction implements AutoCloseable {
    /** Limit in bytes of the zeros for parts that are not in memory, over all files; the file that exceeds it is cut. */
    private static final long HOLES_LIMIT = 4L << 30;

    private static final String LIST = "files.json";

    /**
     * A written file.
     *
     * @param name relative to the folder or in the tar file
     * @param written the written length in bytes, less than that of the file if it was cut
     * @param missing the number of unknown bytes, which were written as zeros or cut off
     */
    public record Written(PageCacheRow row, String name, long written, long missing) {}

    private final Kernel kernel;
    private final FileSink sink;
    private final SafeNames names;
    private final ObjectMapper json = new ObjectMapper();
    private final ArrayNode list = json.createArrayNode();
    private long holesLeft = HOLES_LIMIT;

    /** @param target a new tar file if the name ends with {@code .tar}, else a new or empty folder */
    public FileExtraction(Kernel kernel, Path target) throws IOException {
        this.kernel = kernel;
        this.names = new SafeNames(hostNamespace(kernel));
        this.sink = target.toString().endsWith(".tar") ? new TarSink(target) : new FolderSink(target);
    }

    private static long hostNamespace(Kernel kernel) {
        return Tasks.of(kernel).processes().stream()
                .filter(task -> Tasks.pid(task) == 1)
                .findFirst()
                .map(init -> Namespaces.inum(Namespaces.of(init).get(Namespaces.Kind.MNT)))
                .orElse(0L);
    }

    /** @throws UnreadableMemoryException if the inode cannot be read */
    public Written write(PageCacheRow row) throws IOException {
        CachedContent content = CachedContent.of(kernel, kernel.object("inode", row.address()));
        long length = content.lengthWithin(holesLeft);
        long missing = 0;
        ObjectNode entry = list.addObject();
        String name = names.of(row);
        entry.put("name", name);
        entry.put("path", row.path());
        entry.put("path_on_device", row.pathOnDevice());
        entry.put("device", row.device());
        entry.put("inode", row.inode());
        entry.put("address", "0x%016x".formatted(row.address()));
        entry.put("size", content.size());
        entry.put("written", length);
        content.damage().ifPresent(why -> entry.put("damage", why));
        ArrayNode holes = entry.putArray("holes");
        for (CachedContent.Hole hole : content.holes()) {
            holes.addObject().put("offset", hole.offset()).put("length", hole.length());
            missing += hole.length();
            holesLeft -= hole.offset() < length ? hole.length() : 0;
        }
        sink.add(name, length, row.mtime(), out -> content.write(out, length));
        return new Written(row, name, length, missing);
    }

    /** Writes {@code files.json}, the list of the written files and their holes. */
    public void finish() throws IOException {
        byte[] text = (json.writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        sink.add(LIST, text.length, null, out -> out.write(text));
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
