package io.jenkins.plugins.nodememory.common;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Run;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;
import org.jvnet.localizer.Localizable;

/** The permissions of this plugin. Memory holds secrets, so that Job/Build and Job/Read do not imply them. */
public final class NodeMemoryPermissions {
    public static final PermissionGroup GROUP =
            new PermissionGroup(NodeMemoryPermissions.class, Messages._NodeMemoryPermissions_group());

    /** To read a node's memory into the store. */
    public static final Permission CAPTURE = permission("Capture", Messages._NodeMemoryPermissions_capture());

    /** To query captures and to see them on a build's page. */
    public static final Permission VIEW = permission("View", Messages._NodeMemoryPermissions_view());

    /** To download a capture as a file. */
    public static final Permission DOWNLOAD = permission("Download", Messages._NodeMemoryPermissions_download());

    private NodeMemoryPermissions() {}

    private static Permission permission(String name, Localizable description) {
        return new Permission(GROUP, name, description, Jenkins.ADMINISTER, true, new PermissionScope[] {
            PermissionScope.JENKINS, PermissionScope.ITEM_GROUP, PermissionScope.ITEM, PermissionScope.RUN
        });
    }

    /** Registers the permissions before a security configuration that names them is read. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        // The call initializes this class, and so the permissions
    }

    public static boolean canView(@NonNull Run<?, ?> run) {
        return run.hasPermission(VIEW);
    }
}
