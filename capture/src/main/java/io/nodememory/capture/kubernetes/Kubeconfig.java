package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Where a cluster is and with which credentials. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /**
     * @param file null for KUBECONFIG, ~/.kube/config or the service account of the pod that this runs in
     * @param context one of the file's, null for its current one
     * @throws NoSuchFileException if there is no such file
     * @throws BadInputException if it cannot be understood or has no such context: never another cluster than was asked for
     */
    public static Config load(Path file, String context) throws NoSuchFileException {
        if (file != null && !Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        } else if (file != null) {
            // fabric8 knows no other way to have relative paths in the file looked up beside it.
            System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, file.toString());
        }
        Config config;
        try {
            config = Config.autoConfigure(context);
        } catch (RuntimeException e) {
            throw new BadInputException(
                    "the kubeconfig cannot be understood: "
                            + String.valueOf(e.getMessage())
                                    .replaceAll("\\s+", " ")
                                    .strip(),
                    e);
        }
        List<String> contexts =
                config.getContexts().stream().map(NamedContext::getName).toList();
        if (context != null && !contexts.contains(context)) {
            throw new BadInputException("the kubeconfig has no context %s: %s"
                    .formatted(
                            context,
                            contexts.isEmpty() ? "it has none at all" : "it has " + String.join(", ", contexts)));
        }
        return config;
    }
}
