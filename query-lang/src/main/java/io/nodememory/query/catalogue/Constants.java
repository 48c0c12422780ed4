package io.nodememory.query.catalogue;

import io.nodememory.kernel.linux.Capabilities;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The kernel's constants that queries can use by name. */
public final class Constants {
    private static final Map<String, Object> VALUES = new LinkedHashMap<>();

    static {
        Capabilities.NAMES.forEach(name -> VALUES.put(name, name));
        // include/uapi/linux/stat.h
        VALUES.put("S_IFMT", 0170000L);
        VALUES.put("S_IFSOCK", 0140000L);
        VALUES.put("S_IFLNK", 0120000L);
        VALUES.put("S_IFREG", 0100000L);
        VALUES.put("S_IFBLK", 0060000L);
        VALUES.put("S_IFDIR", 0040000L);
        VALUES.put("S_IFCHR", 0020000L);
        VALUES.put("S_IFIFO", 0010000L);
        VALUES.put("S_ISUID", 0004000L);
        VALUES.put("S_ISGID", 0002000L);
        VALUES.put("S_ISVTX", 0001000L);
        VALUES.put("S_IRUSR", 00400L);
        VALUES.put("S_IWUSR", 00200L);
        VALUES.put("S_IXUSR", 00100L);
        VALUES.put("S_IRGRP", 00040L);
        VALUES.put("S_IWGRP", 00020L);
        VALUES.put("S_IXGRP", 00010L);
        VALUES.put("S_IROTH", 00004L);
        VALUES.put("S_IWOTH", 00002L);
        VALUES.put("S_IXOTH", 00001L);
    }

    private Constants() {}

    /** The names of all constants: capabilities and bits of file modes. */
    public static Collection<String> names() {
        return VALUES.keySet();
    }

    /** The value of a constant: a String for a capability, as in the capability columns; a Long for bits of a file mode. */
    public static Optional<Object> find(String name) {
        return Optional.ofNullable(VALUES.get(name));
    }
}
