package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.linux.fs.Dentries;
import io.nodememory.kernel.linux.fs.Inodes;
import io.nodememory.kernel.linux.fs.Paths;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A mount in the terms of {@code /proc/PID/mountinfo}: {@code show_mountinfo}, fs/proc_namespace.c. */
public final class MountInfo {
    private static final String PATH_SPECIALS = " \t\n\\";
    private static final String NAME_SPECIALS = " \t\n\\#";

    private final Kernel kernel;
    private final KernelObject mount;
    private final KernelObject superBlock;

    public MountInfo(Kernel kernel, KernelObject mount) {
        this.kernel = kernel;
        this.mount = mount;
        this.superBlock = mount.embedded("mnt").target("mnt_sb");
    }

    public int id() {
        return (int) mount.number("mnt_id");
    }

    public int parentId() {
        return (int) mount.target("mnt_parent").number("mnt_id");
    }

    /** {@code major:minor}. */
    public String device() {
        return Inodes.deviceName(superBlock.number("s_dev"));
    }

    /** The directory of the file system that is mounted. */
    public String root() {
        KernelObject dentry = mount.embedded("mnt").target("mnt_root");
        // cgroup is the only other file system that generates its paths; its dentries give the same path
        if (type().equals("nsfs")) {
            return Paths.namespaceName(dentry);
        }
        String path = escape(Paths.pathOnDevice(dentry), PATH_SPECIALS);
        return Dentries.isUnlinked(dentry) ? path + "//deleted" : path;
    }

    /** The mount point below {@code root}; empty if no process with that root can reach it. */
    public Optional<String> target(Paths.Location root) {
        return Paths.of(kernel).below(root, Propagation.mountRoot(mount)).map(path -> escape(path, PATH_SPECIALS));
    }

    /** Returns whether the chain of parent mounts leads to a given mount, such as the first one of its namespace. */
    public boolean isBelow(long first) {
        Set<Long> visited = new HashSet<>();
        KernelObject at = mount;
        while (at.address() != first && visited.add(at.address())) {
            at = at.target("mnt_parent");
        }
        return at.address() == first;
    }

    public String options() {
        return MountFlags.mount(kernel, mount);
    }

    public Optional<String> propagation(Paths.Location root) {
        return Propagation.of(mount, Paths.of(kernel), root);
    }

    public String type() {
        String type = superBlock.target("s_type").text("name");
        String subtype = superBlock.number("s_subtype") == 0 ? "" : superBlock.text("s_subtype");
        return escape(subtype.isEmpty() ? type : type + "." + subtype, NAME_SPECIALS);
    }

    public String source() {
        return mount.number("mnt_devname") == 0 ? "none" : escape(mount.text("mnt_devname"), NAME_SPECIALS);
    }

    /**
     * The options of the superblock.
     *
     * @param undecoded called for a file system whose own options cannot be decoded
     */
    public String superOptions(Runnable undecoded) {
        Optional<String> own = SuperOptions.of(kernel, superBlock);
        if (own.isEmpty()) {
            undecoded.run();
        }
        return MountFlags.superBlock(superBlock) + own.orElse("");
    }

    /** {@code mangle_path}: replaces each special character by a backslash and three octal digits. */
    static String escape(String text, String specials) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (specials.indexOf(c) >= 0) {
                escaped.append("\\%03o".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
