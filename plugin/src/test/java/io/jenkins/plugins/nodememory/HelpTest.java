package io.jenkins.plugins.nodememory;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Descriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.ClassDescriptor;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Each field of each form has a help text with its default and an example. */
@WithJenkins
class HelpTest {
    @Test
    void eachFieldSaysWhatItIsItsDefaultAndAnExample(JenkinsRule jenkins) throws Exception {
        List<String> looked = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Descriptor<?> descriptor : jenkins.jenkins.getExtensionList(Descriptor.class)) {
            if (!descriptor.clazz.getName().startsWith("io.jenkins.plugins.nodememory.")) {
                continue;
            }
            for (String field : fields(descriptor.clazz)) {
                String name = descriptor.clazz.getSimpleName() + "." + field;
                looked.add(name);
                String text = help(descriptor, field);
                if (!text.contains("efault") || !text.contains("xample")) {
                    missing.add(name);
                }
            }
        }
        assertThat(looked)
                .contains(
                        "CaptureNodeMemoryStep.node",
                        "CheckNodeMemoryStep.policy",
                        "ClusterConfiguration.name",
                        "GateConfiguration.threshold",
                        "NodeMemoryBuilder.capture",
                        "NodeMemoryConfiguration.storeKey",
                        "NodeMemoryFolderProperty.store",
                        "QueryNodeMemoryStep.query");
        assertThat(missing).isEmpty();
    }

    /** Empty if there is none. */
    private static String help(Descriptor<?> descriptor, String field) throws IOException {
        String path = descriptor.clazz.getName().replace('.', '/') + "/help-" + field + ".html";
        try (var in = descriptor.clazz.getClassLoader().getResourceAsStream(path)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> fields(Class<?> type) {
        List<String> fields = new ArrayList<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                fields.addAll(Arrays.asList(ClassDescriptor.loadParameterNames(constructor)));
            }
        }
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring("set".length());
                fields.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
            }
        }
        return fields;
    }
}
