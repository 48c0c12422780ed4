package io.nodememory.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** In a process of its own, as the JDK reads what may be deserialized once. */
class RefusedObjectsTest {
    /** Prints what becomes of objects that were serialized. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws Exception {
            Main.refuseObjects();
            for (Object object : List.of(new ArrayList<>(List.of("a")), new byte[8], List.of(), 7L)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                    out.writeObject(object);
                }
                try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                    System.out.println("read " + in.readObject());
                } catch (InvalidClassException e) {
                    System.out.println("refused");
                }
            }
        }
    }

    private static String read(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Reader.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    @Test
    void noObjectIsDeserializedWithoutTheLauncher() throws Exception {
        assertThat(read()).isEqualTo("refused\n".repeat(4));
    }

    @Test
    void noObjectIsDeserializedWithTheLaunchersOption() throws Exception {
        String launcher = Files.readString(Path.of("src/main/dist/nodemem"));
        Matcher option = Pattern.compile("'(-Djdk.serialFilter=[^']+)'").matcher(launcher);
        assertThat(option.find()).isTrue();
        assertThat(read(option.group(1))).isEqualTo("refused\n".repeat(4));
    }
}
