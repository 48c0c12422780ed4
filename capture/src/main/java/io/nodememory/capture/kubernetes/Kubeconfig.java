package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The address of a cluster and the credentials for it. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /**
     * Loads a kubeconfig. A wrong file or context is an error: a capture never goes to another cluster than the user named.
     *
     * @param file null for KUBECONFIG, ~/.kube/config or the service account of the pod that this program runs in
     * @param context a context of the file, null for its current one
     * @throws NoSuchFileException if there is no such file
     * @throws BadInputException if it cannot be parsed or has no such context
     * @throws CancellationException if this thread is interrupted
     */
    public static Config load(Path file, String context) throws NoSuchFileException {
        if (file != null && !Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        } else if (file != null) {
            // fabric8 resolves the relative paths in a kubeconfig against its folder only if this property names it.
            System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, file.toString());
        }
        Config config;
        try {
            // A kubeconfig may name a program that fetches the credentials; fabric8 waits for it despite an interrupt.
            config = ApiRequest.await(ApiRequest.start(() -> Config.autoConfigure(context)));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BadInputException(
                    "the kubeconfig cannot be read: "
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
