package io.nodememory.shell.files;

import io.nodememory.kernel.table.PageCacheRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of files from an image, always below one folder. Each component of a path keeps its ASCII letters and digits;
 * characters with a meaning for a terminal, a shell or another operating system become {@code %XX}.
 */
final class SafeNames {
    private static final String PLAIN = "._-+@=,~ ()[]{}#:!";
    private static final int LONGEST_PART = 180;
    private static final int LONGEST_PATH = 2000;

    private final long hostNamespace;
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /** @param hostNamespace the inode number of the mount namespace of the host */
    SafeNames(long hostNamespace) {
        this.hostNamespace = hostNamespace;
    }

    /** The unique relative path of a file, with {@code /}. */
    String of(PageCacheRow row) {
        List<String> parts = new ArrayList<>();
        String path = row.path() != null ? row.path() : row.pathOnDevice();
        if (row.path() == null) {
            parts.add("unmounted");
            parts.add(row.device().replace(':', '-'));
        } else if (row.mountNs() != hostNamespace) {
            parts.add("namespace-" + row.mountNs());
        } else {
            parts.add("host");
        }
        for (String part : path == null ? new String[0] : path.split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(safe(part));
            }
        }
        String name = String.join("/", parts);
        boolean named = path != null && !path.equals("/") && name.length() <= LONGEST_PATH;
        return claim(named ? name : parts.get(0) + "/inode-" + row.inode(), row.inode());
    }

    /** Makes a name unique: another file can have it that was mounted over this one, or a folder. */
    private String claim(String name, long inode) {
        String free = name;
        for (int i = 1; !isFree(free); i++) {
            free = name.substring(0, name.indexOf('/')) + "/again/" + i + "-inode-" + inode;
        }
        files.add(free);
        for (int slash = free.indexOf('/'); slash > 0; slash = free.indexOf('/', slash + 1)) {
            folders.add(free.substring(0, slash));
        }
        return free;
    }

    private boolean isFree(String name) {
        if (files.contains(name) || folders.contains(name)) {
            return false;
        }
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            if (files.contains(name.substring(0, slash))) {
                return false;
            }
        }
        return true;
    }

    static String safe(String part) {
        if (part.equals(".") || part.equals("..")) {
            return part.replace(".", "%2E");
        }
        StringBuilder safe = new StringBuilder();
        part.codePoints().forEach(c -> {
            if (PLAIN.indexOf(c) >= 0 || (c < 0x80 && Character.isLetterOrDigit(c))) {
                safe.appendCodePoint(c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    safe.append("%%%02X".formatted(octet & 0xff));
                }
            }
        });
        return safe.length() <= LONGEST_PART
                ? safe.toString()
                : safe.substring(0, LONGEST_PART) + "~%08x".formatted(part.hashCode());
    }
}
