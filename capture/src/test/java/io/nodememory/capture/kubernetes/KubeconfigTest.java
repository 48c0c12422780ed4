package io.nodememory.capture.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture goes to the named cluster, or fails. */
class KubeconfigTest {
    @TempDir
    Path folder;

    private Path file;
    private String before;

    @BeforeEach
    void twoClusters() throws Exception {
        before = System.getProperty(Config.KUBERNETES_KUBECONFIG_FILE);
        file = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters:
                - {name: a, cluster: {server: "https://a.example:6443"}}
                - {name: b, cluster: {server: "https://b.example:6443"}}
                users:
                - {name: ann, user: {token: secret}}
                contexts:
                - {name: here, context: {cluster: a, user: ann, namespace: forensics}}
                - {name: there, context: {cluster: b, user: ann}}
                """);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
        } else {
            System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, before);
        }
    }

    @Test
    void takesTheCurrentContextOrTheOneAskedFor() throws Exception {
        Config here = Kubeconfig.load(file, null);
        assertThat(here.getMasterUrl()).startsWith("https://a.example:6443");
        assertThat(here.getNamespace()).isEqualTo("forensics");
        assertThat(Kubeconfig.load(file, "there").getMasterUrl()).startsWith("https://b.example:6443");
    }

    @Test
    void takesNoOtherContextInItsPlace() {
        assertThatThrownBy(() -> Kubeconfig.load(file, "elsewhere"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the kubeconfig has no context elsewhere: it has here, there");
    }

    @Test
    void takesNoOtherFileInItsPlace() {
        assertThatThrownBy(() -> Kubeconfig.load(folder.resolve("none"), null)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void saysThatItCannotBeUnderstood() throws Exception {
        Files.writeString(file, "users: [{name: ann");
        assertThatThrownBy(() -> Kubeconfig.load(file, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("the kubeconfig cannot be read: ")
                .hasMessageNotContaining("\n");
    }
}
