package io.jenkins.plugins.nodememory.cluster;

import java.io.Serializable;

/** The reference to a cluster, without a secret. Not a record, since XStream and the state of a pipeline store it. */
public final class ClusterReference implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String cluster;
    private final String credentialsId;
    private final String namespace;

    /**
     * @param cluster name in the configuration; null for the only one, or for the cluster of the credentials
     * @param credentialsId null for the credentials of the configuration
     * @param namespace null for the default
     */
    public ClusterReference(String cluster, String credentialsId, String namespace) {
        this.cluster = cluster;
        this.credentialsId = credentialsId;
        this.namespace = namespace;
    }

    String cluster() {
        return cluster;
    }

    String credentialsId() {
        return credentialsId;
    }

    String namespace() {
        return namespace;
    }
}
