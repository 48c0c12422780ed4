package io.jenkins.plugins.nodememory.agent;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** An image on an agent. Not a record, since the state of a pipeline cannot store records. */
public final class AcquiredImage implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String sha256;
    private final ArrayList<String> warnings;

    /**
     * @param path on the agent, absolute
     * @param warnings why the image is incomplete: whole sentences
     */
    AcquiredImage(String path, String sha256, List<String> warnings) {
        this.path = path;
        this.sha256 = sha256;
        this.warnings = new ArrayList<>(warnings);
    }

    public String path() {
        return path;
    }

    public String sha256() {
        return sha256;
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
