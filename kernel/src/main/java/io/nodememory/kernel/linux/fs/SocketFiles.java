package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Optional;
import java.util.OptionalLong;

/** Recognises the files of sockets, net/socket.c. */
public final class SocketFiles {
    private final OptionalLong operations;

    public SocketFiles(Kernel kernel) {
        this.operations = kernel.findAddress("socket_file_ops");
    }

    /**
     * Returns whether a {@code struct file} belongs to a socket: its functions are {@code socket_file_ops}. Without that
     * symbol, its inode must be a socket's, and it and its {@code struct socket} must point to each other, as
     * {@code sock_alloc_file} makes them.
     */
    public boolean isSocket(KernelObject file) {
        if (operations.isPresent()) {
            return file.number("f_op") == operations.getAsLong();
        }
        Optional<KernelObject> inode = file.follow("f_inode");
        return inode.filter(of -> Inodes.type(of).equals("socket")).isPresent()
                && file.followAs("private_data", "socket")
                        .filter(socket -> socket.number("file") == file.address())
                        .isPresent();
    }
}
