package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.User;
import hudson.security.ACL;
import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.nodememory.config.ClusterConfiguration;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.jenkins.plugins.nodememory.store.NodeMemoryFolderProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.springframework.security.access.AccessDeniedException;

/** The configuration by form, as code, and what its buttons do. */
@WithJenkins
class ConfigurationTest {
    private static final String YAML = """
            unclassified:
              nodeMemory:
                backups: 3
                clusters:
                - credentialsId: "gke"
                  name: "production"
                  namespace: "memory"
                  serverCertificate: "-----BEGIN CERTIFICATE-----"
                  serverUrl: "https://10.0.0.1"
                image: "registry/busybox:1"
                keepDays: 30
                storeFolder: "/srv/evidence"
                timeout: 20
            """;

    private JenkinsRule jenkins;

    @BeforeEach
    void jenkins(JenkinsRule rule) {
        this.jenkins = rule;
    }

    @Test
    void asCodeInAndOutIsTheSame(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), YAML);
        ConfigurationAsCode.get().configure(file.toString());
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        assertThat(configuration.getKeepDays()).isEqualTo(30);
        assertThat(configuration.folder()).isEqualTo(Path.of("/srv/evidence"));
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("nodeMemory"));
        assertThat(exported.strip())
                .isEqualTo(YAML.lines()
                        .skip(2)
                        .map(line -> line.substring(4))
                        .reduce((a, b) -> a + "\n" + b)
                        .orElseThrow());
    }

    @Test
    void theFormGivesBackWhatIsConfigured() throws Exception {
        ClusterConfiguration cluster = new ClusterConfiguration("production");
        cluster.setServerUrl("https://10.0.0.1");
        cluster.setServerCertificate("-----BEGIN CERTIFICATE-----");
        cluster.setNamespace("memory");
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        configuration.setClusters(List.of(cluster));
        configuration.setStoreFolder("/srv/evidence");
        configuration.setKeepDays(7);
        configuration.setTimeout(5);
        configuration.setImage("registry/busybox:1");
        configuration.setBackups(4);
        jenkins.configRoundtrip();
        assertThat(configuration.getClusters()).singleElement().satisfies(c -> {
            assertThat(c.getName()).isEqualTo("production");
            assertThat(c.getServerUrl()).isEqualTo("https://10.0.0.1");
            assertThat(c.getServerCertificate()).isEqualTo("-----BEGIN CERTIFICATE-----");
            assertThat(c.getNamespace()).isEqualTo("memory");
        });
        assertThat(configuration.getStoreFolder()).isEqualTo("/srv/evidence");
        assertThat(configuration.getKeepDays()).isEqualTo(7);
        assertThat(configuration.getTimeout()).isEqualTo(5);
        assertThat(configuration.getImage()).isEqualTo("registry/busybox:1");
        assertThat(configuration.getBackups()).isEqualTo(4);
        configuration.setClusters(List.of());
        jenkins.configRoundtrip();
        assertThat(configuration.getClusters()).isEmpty();
    }

    @Test
    void theButtonsTestAndNeedAnAdministrator(@TempDir Path folder) throws Exception {
        try (MockCluster cluster = new MockCluster(new FakeNode(folder, SampleImage.find()))) {
            NodeCaptureMockTest.configure(cluster);
            var clusters = jenkins.jenkins.getDescriptorByType(ClusterConfiguration.DescriptorImpl.class);
            assertThat(clusters.doTestCluster("mock", "", "", "kubeconfig", ""))
                    .hasMessageContaining("Connected to Kubernetes v1.34.1");
            FormValidation none = clusters.doTestCluster("mock", "", "", "", "");
            assertThat(none.kind).isEqualTo(FormValidation.Kind.ERROR);
        }
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        assertThat(configuration.doTestStore(folder.resolve("new").toString()).kind)
                .isEqualTo(FormValidation.Kind.OK);
        assertThat(configuration.doTestStore("relative").kind).isEqualTo(FormValidation.Kind.ERROR);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("reader"));
        try (var as = ACL.as2(User.getById("reader", true).impersonate2())) {
            assertThatThrownBy(() -> configuration.doTestStore("/tmp")).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void aFolderHasItsOwnStore() throws Exception {
        Folder folder = jenkins.createProject(Folder.class, "team");
        folder.addProperty(new NodeMemoryFolderProperty("team-store"));
        jenkins.configRoundtrip(folder);
        FreeStyleProject job = folder.createProject(FreeStyleProject.class, "job");
        var build = jenkins.buildAndAssertSuccess(job);
        assertThat(ControllerStore.checkedName(null, build)).isEqualTo("team-store");
        assertThat(ControllerStore.checkedName("own", build)).isEqualTo("own");
        var outside = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        assertThat(ControllerStore.checkedName(null, outside)).isEqualTo(ControllerStore.DEFAULT_NAME);
    }
}
