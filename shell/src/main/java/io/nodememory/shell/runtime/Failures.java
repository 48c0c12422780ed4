package io.nodememory.shell.runtime;

import io.nodememory.kernel.BadInputException;
import io.nodememory.query.text.VisibleText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors as one sentence on standard error, and a stack trace with {@code --debug}. */
public final class Failures {
    private final PrintStream err;
    private final boolean debug;

    public Failures(PrintStream err, boolean debug) {
        this.err = err;
        this.debug = debug;
    }

    public int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String message = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched) {
            message =
                    "there is no command or option " + unmatched.getUnmatched().get(0);
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                message += ": did you mean " + String.join(" or ", suggestions) + "?";
            }
        }
        say(message, e);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.BAD_INPUT;
    }

    public int execution(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof IOException io && isBrokenPipe(io)) {
            return ExitStatus.FINE;
        }
        say(sentence(e), e);
        return status(e);
    }

    public int unexpected(Throwable e) {
        say(sentence(e), e);
        return status(e);
    }

    /** The status after a failed write to standard output. A closed pipe is no error, because its reader may stop at any time. */
    public int output(IOException e) {
        if (isBrokenPipe(e)) {
            return ExitStatus.FINE;
        }
        say("cannot write to standard output: " + e.getMessage() + "; make room or choose another target", e);
        return ExitStatus.INCOMPLETE;
    }

    public static int status(Throwable e) {
        return isBadInput(e) ? ExitStatus.BAD_INPUT : ExitStatus.INCOMPLETE;
    }

    private static boolean isBadInput(Throwable e) {
        return e instanceof BadInputException || e instanceof ParameterException || e instanceof FileSystemException;
    }

    private static boolean isBrokenPipe(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("Broken pipe");
    }

    private static String sentence(Throwable e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile() + ": check the path";
        } else if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile() + ": run as its owner or change its mode";
        } else if (e instanceof BadInputException || e instanceof IOException) {
            return e.getMessage();
        } else if (e instanceof OutOfMemoryError) {
            return "out of memory: allow more with NODEMEM_JAVA_OPTS=-Xmx2g";
        }
        return "internal error (" + e + "): please report it with the output of --debug";
    }

    private void say(String message, Throwable e) {
        // The error of a query has several lines: the sentence, the line of the query and a caret below it.
        err.println("nodemem: " + VisibleText.escapeLines(message));
        if (debug) {
            e.printStackTrace(err);
        }
    }
}
