package io.jenkins.plugins.nodememory.cluster;

import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.nodememory.access.ClusterAccess;
import io.jenkins.plugins.nodememory.access.ClusterCredentials;
import io.jenkins.plugins.nodememory.config.ClusterConfiguration;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import java.util.List;
import java.util.stream.Collectors;

/** Resolves a reference (a name in the configuration, credentials, or both) to the access to a cluster. */
public final class Clusters {
    private Clusters() {}

    /** Resolves with the rights of a build; the use of its credentials is recorded. */
    public static ClusterAccess ofBuild(ClusterReference reference, Run<?, ?> run) throws AbortException {
        String id = reference.credentialsId();
        return of(reference, id == null ? null : ClusterCredentials.ofBuild(id, run));
    }

    /** Resolves with the rights of Jenkins, to clean up after the build has ended. */
    static ClusterAccess ofItem(ClusterReference reference, Item job) throws AbortException {
        String id = reference.credentialsId();
        return of(reference, id == null ? null : ClusterCredentials.ofItem(id, job));
    }

    /** @param own credentials of the reference; null for those of the configured cluster */
    private static ClusterAccess of(ClusterReference reference, ClusterCredentials own) throws AbortException {
        return own != null && reference.cluster() == null
                ? own.access(null, null, reference.namespace())
                : configured(reference.cluster()).access(own, reference.namespace());
    }

    private static ClusterConfiguration configured(String name) throws AbortException {
        List<ClusterConfiguration> all = NodeMemoryConfiguration.get().getClusters();
        if (name == null && all.size() == 1) {
            return all.get(0);
        }
        String names = all.stream().map(ClusterConfiguration::getName).collect(Collectors.joining(", "));
        if (name == null) {
            throw new AbortException(
                    all.isEmpty()
                            ? "no cluster is configured: give the step credentialsId, or let an administrator add a cluster"
                            : "there are several clusters: name one in the parameter cluster: " + names);
        }
        return NodeMemoryConfiguration.get()
                .cluster(name)
                .orElseThrow(() -> new AbortException("no cluster %s is configured; there are: %s"
                        .formatted(name, names.isEmpty() ? "none" : names)));
    }
}
