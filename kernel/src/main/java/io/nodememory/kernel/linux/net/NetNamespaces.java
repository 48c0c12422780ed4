package io.nodememory.kernel.linux.net;

import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;

/** Network namespaces and their devices: {@code net_namespace_list}, net/core/net_namespace.c. */
public final class NetNamespaces {
    private NetNamespaces() {}

    /** All network namespaces, with or without processes. */
    public static Chain all(Kernel kernel) {
        return LinkedLists.list(kernel.types(), kernel.address("net_namespace_list"), "net", "list");
    }

    /** The {@code net_device} objects of a namespace. */
    public static Chain devices(Kernel kernel, KernelObject namespace) {
        return LinkedLists.list(kernel.types(), namespace.addressOf("dev_base_head"), "net_device", "dev_list");
    }
}
