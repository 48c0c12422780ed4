package io.jenkins.plugins.nodememory.store;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.util.FormValidation;
import io.jenkins.plugins.nodememory.common.Messages;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A folder's own store, for the captures of all jobs in it. */
public final class NodeMemoryFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {
    private final String store;

    @DataBoundConstructor
    public NodeMemoryFolderProperty(String store) {
        this.store = Util.fixEmptyAndTrim(store);
    }

    public String getStore() {
        return store;
    }

    /** The store of the nearest parent folder with a store. */
    static Optional<String> store(Run<?, ?> run) {
        ItemGroup<?> group = run.getParent().getParent();
        while (group instanceof AbstractFolder<?> folder) {
            NodeMemoryFolderProperty property = folder.getProperties().get(NodeMemoryFolderProperty.class);
            if (property != null && property.store != null) {
                return Optional.of(property.store);
            }
            group = folder.getParent();
        }
        return Optional.empty();
    }

    @Extension
    @Symbol("nodeMemory")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.NodeMemoryFolderProperty_displayName();
        }

        @POST
        public FormValidation doCheckStore(@AncestorInPath Item item, @QueryParameter String value) {
            if (item != null) {
                item.checkPermission(Item.CONFIGURE);
            }
            String name = Util.fixEmptyAndTrim(value);
            return name == null || ControllerStore.isName(name)
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.NodeMemoryFolderProperty_badName());
        }
    }
}
