package io.jenkins.plugins.nodememory.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.nodememory.common.Messages;
import io.nodememory.evidence.database.h2.StoreKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The global configuration: clusters, the folder of evidence, and its retention. */
@Extension
@Symbol("nodeMemory")
public final class NodeMemoryConfiguration extends GlobalConfiguration {
    public static final String DEFAULT_IMAGE = "busybox:1.36";
    public static final int DEFAULT_TIMEOUT = 60;
    public static final int DEFAULT_BACKUPS = 1;
    private static final int MOST_FORMER_KEYS = 5;
    private static final String FOLDER = "node-memory";

    private List<ClusterConfiguration> clusters = new ArrayList<>();
    private String storeFolder;
    private Secret storeKey;
    private List<Secret> formerStoreKeys = new ArrayList<>();
    private int keepDays;
    private int backups = DEFAULT_BACKUPS;
    private String image = DEFAULT_IMAGE;
    private int timeout = DEFAULT_TIMEOUT;

    public NodeMemoryConfiguration() {
        load();
    }

    public static NodeMemoryConfiguration get() {
        return ExtensionList.lookupSingleton(NodeMemoryConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.NodeMemoryConfiguration_displayName();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) {
        // The data of a form omits an empty list
        clusters = new ArrayList<>();
        request.bindJSON(this, json);
        save();
        return true;
    }

    public List<ClusterConfiguration> getClusters() {
        return List.copyOf(clusters);
    }

    @DataBoundSetter
    public void setClusters(List<ClusterConfiguration> clusters) {
        this.clusters = new ArrayList<>(clusters);
        save();
    }

    public Optional<ClusterConfiguration> cluster(String name) {
        return clusters.stream().filter(c -> c.getName().equals(name)).findFirst();
    }

    public String getStoreFolder() {
        return storeFolder;
    }

    /** @param storeFolder absolute path on the controller; null for {@code node-memory} below Jenkins' home */
    @DataBoundSetter
    public void setStoreFolder(String storeFolder) {
        this.storeFolder = Util.fixEmptyAndTrim(storeFolder);
        save();
    }

    /** The folder of the stores. */
    public Path folder() {
        return storeFolder == null ? Jenkins.get().getRootDir().toPath().resolve(FOLDER) : Path.of(storeFolder);
    }

    public int getKeepDays() {
        return keepDays;
    }

    /** @param keepDays after which a capture's rows are deleted although its build stays; 0 to keep them with the build */
    @DataBoundSetter
    public void setKeepDays(int keepDays) {
        this.keepDays = Math.max(0, keepDays);
        save();
    }

    public Secret getStoreKey() {
        return storeKey;
    }

    /** @param storeKey the encryption key of stores, at least {@value StoreKey#SHORTEST} characters; null for none */
    @DataBoundSetter
    public void setStoreKey(Secret storeKey) {
        Secret given = storeKey == null || storeKey.getPlainText().isEmpty() ? null : storeKey;
        if (Objects.equals(given, this.storeKey)) {
            return;
        }
        if (this.storeKey != null) {
            formerStoreKeys.add(0, this.storeKey);
            formerStoreKeys =
                    new ArrayList<>(formerStoreKeys.subList(0, Math.min(MOST_FORMER_KEYS, formerStoreKeys.size())));
        }
        this.storeKey = given;
        save();
    }

    /** Earlier keys, the newest first: a store that was not opened since may still have one. */
    public List<Secret> formerStoreKeys() {
        return List.copyOf(formerStoreKeys);
    }

    public int getBackups() {
        return backups;
    }

    /** @param backups number of daily copies of each store to keep; 0 for none */
    @DataBoundSetter
    public void setBackups(int backups) {
        this.backups = Math.max(0, backups);
        save();
    }

    public String getImage() {
        return image;
    }

    /** @param image of the pod that reads a node's memory: any with sh, dd and cat */
    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image) == null ? DEFAULT_IMAGE : image.trim();
        save();
    }

    public int getTimeout() {
        return timeout;
    }

    /** @param timeout minutes after which a capture fails and the cluster ends its pod */
    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = timeout < 1 ? DEFAULT_TIMEOUT : timeout;
        save();
    }

    @POST
    public FormValidation doCheckStoreFolder(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String folder = Util.fixEmptyAndTrim(value);
        try {
            return folder == null || Path.of(folder).isAbsolute()
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.NodeMemoryConfiguration_notAbsolute());
        } catch (InvalidPathException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    @POST
    public FormValidation doCheckStoreKey(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        int length = Secret.fromString(value).getPlainText().length();
        return length == 0 || length >= StoreKey.SHORTEST
                ? FormValidation.ok()
                : FormValidation.error(Messages.NodeMemoryConfiguration_shortKey(StoreKey.SHORTEST));
    }

    /** Whether Jenkins can write there. */
    @POST
    public FormValidation doTestStore(@QueryParameter String storeFolder) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        String given = Util.fixEmptyAndTrim(storeFolder);
        try {
            Path folder = given == null ? folder() : Path.of(given);
            if (!folder.isAbsolute()) {
                return FormValidation.error(Messages.NodeMemoryConfiguration_notAbsolute());
            }
            Path existing = folder;
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
                return FormValidation.error(Messages.NodeMemoryConfiguration_notWritable(existing));
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            return FormValidation.ok(Messages.NodeMemoryConfiguration_storeFine(folder, free >> 20));
        } catch (InvalidPathException | IOException e) {
            return FormValidation.error(e, e.getMessage());
        }
    }
}
