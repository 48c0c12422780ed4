package io.jenkins.plugins.nodememory;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.nodememory.common.Messages;
import io.jenkins.plugins.nodememory.common.NodeMemoryPermissions;
import java.io.IOException;
import java.util.UUID;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The build step for freestyle projects: a capture, and optionally a check of it. */
public final class NodeMemoryBuilder extends Builder {
    private final CaptureNodeMemoryStep capture;
    private CheckNodeMemoryStep check;

    @DataBoundConstructor
    public NodeMemoryBuilder(CaptureNodeMemoryStep capture) {
        this.capture = capture;
    }

    public CaptureNodeMemoryStep getCapture() {
        return capture;
    }

    public CheckNodeMemoryStep getCheck() {
        return check;
    }

    /** @param check null to capture only */
    @DataBoundSetter
    public void setCheck(CheckNodeMemoryStep check) {
        this.check = check;
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        build.checkPermission(NodeMemoryPermissions.CAPTURE);
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw new AbortException("the workspace is gone: its agent disconnected");
        }
        String key = UUID.randomUUID().toString().substring(0, 8);
        BuildCapture work = new BuildCapture(capture, key, BuildCapture.operator(build), build, workspace, listener);
        try {
            work.analyze(capture.getNode() == null ? null : work.captureNode(() -> false));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            work.tidy();
        }
        return check == null || check(build, workspace, listener);
    }

    private boolean check(AbstractBuild<?, ?> build, FilePath workspace, BuildListener listener)
            throws InterruptedException, IOException {
        build.checkPermission(NodeMemoryPermissions.VIEW);
        try {
            new CheckWork(check, build, workspace, listener).run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        return true;
    }

    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.NodeMemoryBuilder_displayName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}
