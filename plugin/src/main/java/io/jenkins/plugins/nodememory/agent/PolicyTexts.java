package io.jenkins.plugins.nodememory.agent;

import hudson.AbortException;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.nodememory.common.LogText;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;

/**
 * A policy of a workspace with the texts that it may include: the controller never reads an agent's paths.
 *
 * @param name of the policy among the files
 * @param files texts by path relative to the policy's folder
 */
public record PolicyTexts(String name, Map<String, String> files) implements Serializable {
    /** Collects the policies and lists of a policy's folder, and below. */
    public static final class Collect extends MasterToSlaveFileCallable<PolicyTexts> {
        private static final long serialVersionUID = 1L;
        private static final Set<String> ENDINGS = Set.of("nodemem", "txt", "list");
        private static final int MOST_DEPTH = 5;
        private static final int MOST_FILES = 500;
        private static final int MOST_BYTES = 1 << 20;

        private final String path;

        /** @param path of the policy, relative to the workspace */
        public Collect(String path) {
            this.path = path;
        }

        @Override
        public PolicyTexts invoke(File workspace, VirtualChannel channel) throws IOException {
            try {
                // A build that has written nothing may have no workspace
                Path root = Files.createDirectories(workspace.toPath()).toRealPath();
                Path policy = root.resolve(path);
                if (!Files.isRegularFile(policy)) {
                    throw new AbortException("there is no policy %s in the workspace".formatted(path));
                }
                policy = policy.toRealPath();
                Path folder = policy.getParent();
                if (folder == null || !policy.startsWith(root)) {
                    throw new AbortException("the policy %s is not in the workspace".formatted(path));
                }
                Map<String, String> files = new LinkedHashMap<>();
                String name = add(files, folder, policy);
                // Links are not followed, so that no file outside of the folder is read
                Files.walkFileTree(folder, Set.of(), MOST_DEPTH, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        String text = file.toString();
                        if (attributes.isRegularFile()
                                && attributes.size() <= MOST_BYTES
                                && ENDINGS.contains(text.substring(text.lastIndexOf('.') + 1))) {
                            add(files, folder, file);
                        }
                        return files.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                    }
                });
                return new PolicyTexts(name, files);
            } catch (InvalidPathException e) {
                throw new AbortException("%s is no path".formatted(LogText.printable(path)));
            }
        }

        private static String add(Map<String, String> files, Path folder, Path file) throws IOException {
            String name = folder.relativize(file).toString().replace('\\', '/');
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > MOST_BYTES) {
                throw new AbortException("%s has more than %,d bytes".formatted(name, MOST_BYTES));
            }
            files.put(name, new String(bytes, StandardCharsets.UTF_8));
            return name;
        }
    }
}
