package io.nodememory.shell.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, as Maven wrote it. */
public final class Version implements IVersionProvider {
    public static String number() {
        try (InputStream file = Version.class.getResourceAsStream("/io/nodememory/shell/version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "nodemem " + number() + " (Java " + System.getProperty("java.version") + ", "
                    + System.getProperty("java.vm.name") + ")"
        };
    }
}
