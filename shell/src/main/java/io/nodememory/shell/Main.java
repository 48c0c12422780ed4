package io.nodememory.shell;

import io.nodememory.shell.command.ImageConversion;
import io.nodememory.shell.output.RowFormat;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Failures;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.StandardOutput;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Entry point of the command line: runs one command and exits with its status. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Otherwise picocli starts the whole Groovy runtime (100 ms) to check annotations for closures.
        System.setProperty("picocli.disable.closures", "true");
        refuseObjects();
        System.exit(run(args));
    }

    /**
     * Rejects every Java deserialization: the program needs none, but H2 would deserialize objects from a store of unknown origin.
     * The launcher sets the filter by {@code -Djdk.serialFilter}; setting it here starts the JDK's logging, which opens all jars
     * (60 ms).
     */
    static void refuseObjects() {
        if (System.getProperty("jdk.serialFilter") == null) {
            ObjectInputFilter.Config.setSerialFilter(info -> ObjectInputFilter.Status.REJECTED);
        }
    }

    static int run(String[] args) {
        Screen screen = Screen.standardOutput();
        boolean debug = Arrays.asList(args).contains("--debug") || isSet(System.getenv("NODEMEM_DEBUG"));
        Failures failures = new Failures(System.err, debug);
        try (StandardOutput out = new StandardOutput()) {
            Optional<ImageConversion> conversion = ImageConversion.plain(args);
            if (conversion.isPresent()) {
                conversion.get().run(RowFormat.table.writer(out, screen, false));
                return ExitStatus.FINE;
            }
            CommandLine commandLine = CommandTree.of(args, new CommandFactory(out, screen))
                    .setOut(out.printWriter())
                    .setColorScheme(Help.defaultColorScheme(screen.colour() ? Help.Ansi.ON : Help.Ansi.OFF))
                    .setUsageHelpAutoWidth(false)
                    .setUsageHelpWidth(Math.max(60, Math.min(screen.width(), 100)))
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setParameterExceptionHandler(failures::usage)
                    .setExecutionExceptionHandler(failures::execution)
                    .setExitCodeExceptionMapper(Failures::status);
            int status = commandLine.execute(args);
            out.flush();
            return status;
        } catch (IOException e) {
            return failures.output(e);
        } catch (RuntimeException | Error e) {
            return failures.unexpected(e);
        }
    }

    private static boolean isSet(String variable) {
        return variable != null && !variable.isEmpty() && !"0".equals(variable);
    }
}
