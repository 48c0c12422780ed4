package io.nodememory.kernel.image;

import io.nodememory.kernel.image.FileImage.Description;
import io.nodememory.kernel.image.FileImage.Gaps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks the records of a LiME or AVML file and collects the places of memory. The first record must be sound. Later damage ends
 * the walk with a warning, because the memory before it is still usable.
 */
final class Records {
    private final ImageFile file;
    private final int magic;
    private final int version;
    private final String name;
    private final HeaderWindow window;
    private final Segments.Builder segments = new Segments.Builder();
    private final List<String> warnings = new ArrayList<>();
    private RecordHeader header;
    private RecordHeader previous;
    private long position;
    private int count;
    private boolean stopped;
    /** Whether the current record is complete. */
    private boolean accepted = true;
    /** One past the last address found so far in the current record. */
    private long coveredTo;
    /** The ranges of the records as their headers state them; the last one is shortened if the file is. */
    private final List<PhysicalRange> blocks = new ArrayList<>();
    /** Whether no record is longer than AVML's blocks and none is missing at the end. */
    private boolean cutInBlocks = true;
    /** Whether a record ends inside a page and the next one continues it, which is a {@link SliceMark}. */
    private boolean slice;

    Records(ImageFile file, int magic, int version, String name) {
        this.file = file;
        this.magic = magic;
        this.version = version;
        this.name = name;
        this.window = new HeaderWindow(file);
    }

    static boolean startsWith(ImageFile file, int magic) {
        ByteBuffer start = file.header(0, Integer.BYTES);
        return start.remaining() == Integer.BYTES && start.getInt(0) == magic;
    }

    HeaderWindow window() {
        return window;
    }

    RecordHeader header() {
        return header;
    }

    /** The position of the bytes after the current header. */
    long dataPosition() {
        return position + RecordHeader.SIZE;
    }

    /** Steps to the next record; returns false at the end of the usable records. */
    boolean next() {
        long left = file.size() - position;
        if (stopped || (left == 0 && count > 0)) {
            return false;
        }
        if (left < RecordHeader.SIZE) {
            return stop("ends inside the record header at offset %d".formatted(position));
        }
        RecordHeader next = RecordHeader.decode(window.at(position, RecordHeader.SIZE));
        if (next.magic() != magic || next.version() != version) {
            return stop("has no %s v%d record at offset %d, where one must start (found 0x%08x, version %d)"
                    .formatted(name, version, position, next.magic(), next.version()));
        }
        if (!next.plausible()) {
            return stop("has a record at offset %d whose addresses cannot be memory: 0x%x to 0x%x"
                    .formatted(position, next.start(), next.end() - 1));
        }
        if (count == RecordHeader.LIMIT) {
            throw file.bad("has more than %d records; it is no memory image".formatted(RecordHeader.LIMIT));
        }
        count++;
        header = next;
        coveredTo = next.start();
        accepted = false;
        return true;
    }

    /** Accepts the current record as complete; the next one starts at {@code nextPosition}. */
    void accept(long length, long nextPosition) {
        slice |= previous != null && SliceMark.between(previous.end(), header.start());
        cutInBlocks &= length <= RecordHeader.BLOCK;
        blocks.add(new PhysicalRange(header.start(), header.end()));
        accepted = true;
        previous = header;
        position = nextPosition;
    }

    void add(long start, long end, long where) {
        if (start < end) {
            coveredTo = Math.min(end, header.end());
            segments.add(start, end, where);
        }
    }

    void addZeros(long start, long end) {
        add(start, end, Segments.ZEROS);
    }

    int pieces() {
        return segments.size();
    }

    void warn(String message) {
        if (warnings.size() < 10) {
            warnings.add(file.path() + " " + message);
        }
    }

    /** Ends the walk at a damaged record; returns false, as {@link #next} does at the end. */
    boolean stop(String message) {
        if (segments.size() == 0) {
            throw file.bad("%s; it is no usable %s image: capture or copy it again".formatted(message, name));
        }
        endWalk();
        warn(message + "; the last " + (file.size() - position) + " bytes are not used");
        return false;
    }

    /** Ends the walk at a record of which the file holds only {@code available} bytes of memory. */
    void cutShort(RecordHeader record, long available) {
        endWalk();
        warn("was cut short: it holds only the first %3$d bytes of the record for 0x%1$x-0x%2$x, and nothing after them"
                .formatted(record.start(), record.end() - 1, available));
        if (segments.size() == 0) {
            throw file.bad("was cut short before its first byte of memory; copy it again");
        }
    }

    private void endWalk() {
        stopped = true;
        cutInBlocks = false;
        if (!accepted && header.start() < coveredTo) {
            blocks.add(new PhysicalRange(header.start(), coveredTo));
        }
    }

    boolean isHeader(long at) {
        ByteBuffer bytes = file.header(at, RecordHeader.SIZE);
        if (bytes.remaining() < RecordHeader.SIZE) {
            return false;
        }
        RecordHeader candidate = RecordHeader.decode(bytes);
        return candidate.magic() == magic
                && candidate.version() == version
                && candidate.plausible()
                && bytes.getLong(24) == 0;
    }

    boolean isHeaderOrEnd(long at) {
        return at == file.size() || isHeader(at);
    }

    Segments segments() {
        Segments built = segments.build();
        int overlap = built.firstOverlap();
        if (overlap >= 0) {
            throw file.bad(
                    "holds physical address 0x%x twice; a %s image that contradicts itself is not used: capture or copy it again"
                            .formatted(built.start(overlap), name));
        }
        return built;
    }

    Description describe(String format) {
        Gaps gaps = slice ? Gaps.LEFT_OUT : cutInBlocks ? Gaps.ZEROS : Gaps.MISSING;
        return new Description(
                slice ? format + ", slice" : format,
                List.copyOf(warnings),
                gaps,
                Optional.empty(),
                List.copyOf(blocks));
    }
}
