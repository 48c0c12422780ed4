package io.jenkins.plugins.nodememory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.nodememory.CaptureInfos;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.evidence.write.CaptureWriter;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The key of the stores, from the configuration to the file. */
@WithJenkins
class StoreKeyTest {
    private static final String FIRST = "first key of 24 letters";
    private static final String SECOND = "another key, as long as";

    @Test
    void storesGetTheKeyThatIsConfigured(JenkinsRule jenkins) throws Exception {
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        use(1);
        assertThat(EvidenceStore.isEncrypted(spec())).isFalse();
        configuration.setStoreKey(Secret.fromString(FIRST));
        use(2);
        assertThat(EvidenceStore.isEncrypted(spec())).isTrue();
        configuration.setStoreKey(Secret.fromString("a key that no store got"));
        configuration.setStoreKey(Secret.fromString(SECOND));
        use(3);
        try (StoreKey key = StoreKey.of(SECOND.toCharArray());
                EvidenceStore store = EvidenceStore.open(spec(), Access.READ, key)) {
            assertThat(store.captures()).hasSize(3);
            assertThat(store.verify(3).findings()).isEmpty();
        }
        configuration.setStoreKey(null);
        use(4);
        assertThat(EvidenceStore.isEncrypted(spec())).isFalse();
    }

    @Test
    void aStoreWithAForeignKeyIsAnErrorThatSaysSo(JenkinsRule jenkins) {
        try (StoreKey key = StoreKey.of("nobody's key at all".toCharArray())) {
            EvidenceStore.open(spec(), Access.WRITE, key).close();
        }
        assertThatThrownBy(() -> ControllerStore.use("keyed"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("encrypted");
        NodeMemoryConfiguration.get().setStoreKey(Secret.fromString(FIRST));
        assertThatThrownBy(() -> ControllerStore.use("keyed"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the key is wrong");
    }

    @Test
    void theKeyIsASecretInTheConfiguration(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), FIRST);
        Path yaml = Files.writeString(
                folder.resolve("jenkins.yaml"),
                "unclassified:\n  nodeMemory:\n    storeKey: \"${readFile:%s}\"\n".formatted(key));
        ConfigurationAsCode.get().configure(yaml.toString());
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        assertThat(configuration.getStoreKey().getPlainText()).isEqualTo(FIRST);
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("nodeMemory"));
        assertThat(exported).contains("storeKey: \"{").doesNotContain(FIRST, "former");
        Files.writeString(yaml, "unclassified:\n  nodeMemory:\n" + exported.indent(4));
        ConfigurationAsCode.get().configure(yaml.toString());
        assertThat(configuration.getStoreKey().getPlainText()).isEqualTo(FIRST);
        jenkins.configRoundtrip();
        assertThat(configuration.getStoreKey().getPlainText()).isEqualTo(FIRST);
        try (var client = jenkins.createWebClient()) {
            assertThat(client.goTo("configure").getWebResponse().getContentAsString())
                    .contains("storeKey")
                    .doesNotContain(FIRST);
        }
        Path kept = jenkins.jenkins.getRootDir().toPath().resolve(NodeMemoryConfiguration.class.getName() + ".xml");
        assertThat(kept).content().contains("<storeKey>{").doesNotContain(FIRST);
    }

    private static String spec() {
        return ControllerStore.path("keyed").toString();
    }

    /** A capture more, of which then there are so many. */
    private static void use(int captures) throws Exception {
        CaptureInfo info = CaptureInfos.named("a");
        try (ControllerStore store = ControllerStore.use("keyed")) {
            try (CaptureWriter writer = store.evidence().begin(info)) {
                writer.finish(null, true);
            }
            assertThat(store.evidence().captures()).hasSize(captures);
        }
    }
}
