package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import java.util.List;
import java.util.Map;

/** Heads of notifier chains: the one address that the function of a chain computes, which joins others to the chain. */
final class NotifierGlobals {
    /** The struct of the heads by their type, include/linux/notifier.h. */
    private static final List<String> STRUCTS =
            List.of("blocking_notifier_head", "atomic_notifier_head", "raw_notifier_head");

    /** The function that registers a block, by chain; each of them does nothing else. */
    private static final Map<String, String> CHAINS = Map.ofEntries(
            Map.entry("die_chain", "unregister_die_notifier"),
            Map.entry("netdev_chain", "call_netdevice_notifiers_info"),
            Map.entry("reboot_notifier_list", "register_reboot_notifier"),
            Map.entry("restart_handler_list", "register_restart_handler"),
            Map.entry("module_notify_list", "register_module_notifier"),
            Map.entry("keyboard_notifier_list", "register_keyboard_notifier"),
            Map.entry("vt_notifier_list", "register_vt_notifier"),
            Map.entry("oom_notify_list", "register_oom_notifier"),
            Map.entry("blocking_lsm_notifier_chain", "register_blocking_lsm_notifier"),
            Map.entry("crypto_chain", "crypto_register_notifier"),
            Map.entry("pm_chain_head", "register_pm_notifier"),
            Map.entry("memory_chain", "register_memory_notifier"),
            Map.entry("vmap_notify_list", "register_vmap_purge_notifier"),
            Map.entry("acpi_chain_head", "register_acpi_notifier"),
            Map.entry("fb_notifier_list", "fb_register_client"),
            Map.entry("inetaddr_chain", "register_inetaddr_notifier"),
            Map.entry("inetaddr_validator_chain", "register_inetaddr_validator_notifier"),
            Map.entry("inet6addr_chain", "register_inet6addr_notifier"),
            Map.entry("inet6addr_validator_chain", "register_inet6addr_validator_notifier"),
            Map.entry("netlink_chain", "netlink_register_notifier"),
            Map.entry("netevent_notif_chain", "register_netevent_notifier"));

    private NotifierGlobals() {}

    static void find(GlobalSearch search) {
        CHAINS.forEach((chain, function) -> {
            List<Long> heads = search.addresses(function).stream()
                    .distinct()
                    .filter(address -> isHead(search, address))
                    .toList();
            if (heads.size() == 1) {
                search.found(chain, heads.get(0));
            }
        });
    }

    /** A head is empty or leads to a block with a function of the upper half. */
    private static boolean isHead(GlobalSearch search, long address) {
        return STRUCTS.stream()
                .filter(name -> search.types().find(name).isPresent())
                .anyMatch(struct -> {
                    try {
                        KernelObject head = search.types().object(struct, address);
                        return head.follow("head")
                                .map(block -> block.number("notifier_call") < 0)
                                .orElse(true);
                    } catch (UnreadableMemoryException e) {
                        return false;
                    }
                });
    }
}
