package io.nodememory.kernel.symbols.btf;

import io.nodememory.kernel.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The type records of a BTF blob (include/uapi/linux/btf.h), indexed and checked. Every record lies inside the type section, every
 * name inside the string section, and every type id in a record exists. Type 0 is {@code void}.
 *
 * <p>The BTF of a kernel module is split: its ids and strings continue those of its base, the kernel's BTF.
 */
public final class Btf {
    /** The first two bytes of a blob, little-endian. */
    public static final int MAGIC = 0xEB9F;

    /** Bytes of the part of the header that every version has. */
    public static final int HEADER_SIZE = 24;

    /** The most bytes of a blob; that of a vmlinux has 3 to 7 MB. */
    public static final int MAX_SIZE = 256 << 20;

    static final int RECORD_SIZE = 12;

    private final Btf base;
    private final ByteBuffer types;
    private final byte[] strings;
    private final int firstId;
    private final int firstString;
    private final int[] positions;
    private final boolean signedEnumsMarked;

    private Btf(ByteBuffer types, byte[] strings, Btf base, KindLayout layout) {
        this.base = base;
        this.types = types;
        this.strings = strings;
        this.firstId = base == null ? 1 : base.count();
        this.firstString = base == null ? 0 : base.firstString + base.strings.length;
        this.positions = index(layout);
        boolean marked = base != null && base.signedEnumsMarked;
        for (int id = firstId; id < count(); id++) {
            check(id);
            BtfKind kind = kind(id);
            marked |= kind == BtfKind.ENUM64 || (kind == BtfKind.ENUM && flag(id));
        }
        this.signedEnumsMarked = marked;
    }

    /**
     * Reads a blob, such as {@code /sys/kernel/btf/vmlinux} or the contents of a {@code .BTF} section.
     *
     * @param blob the bytes from its position to its limit
     * @throws BadInputException if the blob is not well-formed BTF
     */
    public static Btf parse(ByteBuffer blob) {
        return parse(blob, null);
    }

    /**
     * Reads the split BTF of a kernel module on its base.
     *
     * @param base the kernel's own BTF; null if {@code blob} stands alone
     */
    public static Btf parse(ByteBuffer blob, Btf base) {
        BtfHeader header = BtfHeader.read(blob);
        ByteBuffer data = blob.slice().order(ByteOrder.LITTLE_ENDIAN);
        byte[] strings = new byte[header.stringsLength()];
        data.get(header.stringsStart(), strings);
        if (base == null && (strings.length == 0 || strings[0] != 0)) {
            throw new BadInputException("BTF string section does not begin with the empty string");
        }
        if (strings.length > 0 && strings[strings.length - 1] != 0) {
            throw new BadInputException("BTF string section does not end with NUL");
        }
        ByteBuffer types = data.slice(header.typesStart(), header.typesLength()).order(ByteOrder.LITTLE_ENDIAN);
        return new Btf(types, strings, base, KindLayout.read(data, header));
    }

    /** Whether a blob belongs to a module. Its strings continue those of its base, so they do not start with the empty string. */
    public static boolean isSplit(ByteBuffer blob) {
        BtfHeader header = BtfHeader.read(blob);
        return header.stringsLength() > 0 && blob.get(blob.position() + header.stringsStart()) != 0;
    }

    private int[] index(KindLayout layout) {
        int[] found = new int[Math.max(16, types.capacity() / 24)];
        int count = 0;
        int position = 0;
        while (position < types.capacity()) {
            if (types.capacity() - position < RECORD_SIZE) {
                throw new BadInputException("BTF type section ends inside type " + (firstId + count));
            }
            int info = types.getInt(position + 4);
            long size = RECORD_SIZE + layout.bytesAfter(BtfKind.numberOf(info), BtfKind.lengthOf(info));
            if (size > types.capacity() - position) {
                throw new BadInputException("BTF type %d reaches beyond the type section".formatted(firstId + count));
            }
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = position;
            position += (int) size;
        }
        return Arrays.copyOf(found, count);
    }

    private void check(int id) {
        checkName(id, int32(id, 0));
        BtfKind kind = kind(id);
        if (kind.refers()) {
            checkType(id, int32(id, 8));
        }
        switch (kind) {
            case ARRAY -> checkType(id, extra(id, 0));
            case STRUCT, UNION -> {
                for (int i = 0; i < length(id); i++) {
                    checkName(id, extra(id, i * 12));
                    checkType(id, extra(id, i * 12 + 4));
                }
            }
            case ENUM -> checkNames(id, 8);
            case ENUM64 -> checkNames(id, 12);
            case DATASEC -> {
                for (int i = 0; i < length(id); i++) {
                    checkType(id, extra(id, i * 12));
                }
            }
            default -> {
                // The rest of these records is never read.
            }
        }
    }

    private void checkNames(int id, int stride) {
        for (int i = 0; i < length(id); i++) {
            checkName(id, extra(id, i * stride));
        }
    }

    private void checkName(int id, int offset) {
        if (offset < 0 || (offset != 0 && offset >= firstString + strings.length)) {
            throw new BadInputException("BTF type %d has a name outside the string section".formatted(id));
        }
    }

    private void checkType(int id, int target) {
        if (target < 0 || target >= count()) {
            throw new BadInputException(
                    "BTF type %d refers to type %s of %d".formatted(id, Integer.toUnsignedString(target), count()));
        }
    }

    /** One more than the greatest type id. */
    public int count() {
        return firstId + positions.length;
    }

    /** The first type id that does not belong to the base. */
    public int firstId() {
        return firstId;
    }

    public Optional<Btf> base() {
        return Optional.ofNullable(base);
    }

    BtfKind kind(int id) {
        return id == 0 ? BtfKind.VOID : BtfKind.of(BtfKind.numberOf(int32(id, 4)));
    }

    /** The number of members, enumerators or variables. */
    int length(int id) {
        return BtfKind.lengthOf(int32(id, 4));
    }

    /** The {@code kind_flag}. It marks bit field sizes in member offsets, signed enumerators and forward declarations of unions. */
    boolean flag(int id) {
        return int32(id, 4) < 0;
    }

    /** Whether the producer of this BTF marks signed enumerators with the kind flag (pahole since 1.24, Linux since 6.0). */
    boolean signedEnumsMarked() {
        return signedEnumsMarked;
    }

    String name(int id) {
        return id == 0 ? "" : string(int32(id, 0));
    }

    /** The last word of a record: a size in bytes or a type id, depending on the kind. */
    int sizeOrType(int id) {
        return int32(id, 8);
    }

    /** A word of the data after a record, at an offset in bytes. */
    int extra(int id, int distance) {
        return int32(id, RECORD_SIZE + distance);
    }

    String string(int offset) {
        if (offset < firstString) {
            return base.string(offset);
        }
        int start = offset - firstString;
        if (start >= strings.length) {
            return "";
        }
        int end = start;
        while (strings[end] != 0) {
            end++;
        }
        return new String(strings, start, end - start, StandardCharsets.UTF_8);
    }

    private int int32(int id, int distance) {
        return id < firstId ? base.int32(id, distance) : types.getInt(positions[id - firstId] + distance);
    }
}
