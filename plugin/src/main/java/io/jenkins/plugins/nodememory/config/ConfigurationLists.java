package io.jenkins.plugins.nodememory.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;

/** The choices of forms, for users with the permission to see them. */
public final class ConfigurationLists {
    private ConfigurationLists() {}

    /** The clusters by name, with an empty choice. */
    public static ListBoxModel clusters(Item item) {
        ListBoxModel items = new ListBoxModel(new ListBoxModel.Option("", ""));
        boolean allowed =
                item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
        if (allowed) {
            NodeMemoryConfiguration.get().getClusters().forEach(cluster -> items.add(cluster.getName()));
        }
        return items;
    }

    /** Credentials for a cluster that an item may use. */
    public static ListBoxModel credentials(Item item, String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        boolean allowed = item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        if (!allowed) {
            return items.includeCurrentValue(current);
        }
        var matcher = CredentialsMatchers.anyOf(AuthenticationTokens.matcher(KubernetesAuth.class));
        items.includeEmptyValue();
        if (item == null) {
            items.includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), StandardCredentials.class, List.of(), matcher);
        } else {
            items.includeMatchingAs(ACL.SYSTEM2, item, StandardCredentials.class, List.of(), matcher);
        }
        return items.includeCurrentValue(current);
    }
}
