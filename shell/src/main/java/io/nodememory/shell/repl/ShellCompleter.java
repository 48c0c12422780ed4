package io.nodememory.shell.repl;

import io.nodememory.query.completion.Completion;
import io.nodememory.query.completion.Suggestion;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.inspect.InspectCompletion;
import io.nodememory.shell.inspect.ViewFunction;
import io.nodememory.shell.repl.ReplCommand.Argument;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completion for JLine: commands and their arguments here, the rest by the query language. */
final class ShellCompleter implements Completer {
    private static final String EXPLAIN = "explain";
    private final Completion completion;
    private final InspectCompletion inspection;
    private final Function<ReplCommand, List<Argument>> arguments;

    /** @param arguments the possible arguments of a command at this moment */
    ShellCompleter(
            Completion completion, InspectCompletion inspection, Function<ReplCommand, List<Argument>> arguments) {
        this.completion = completion;
        this.inspection = inspection;
        this.arguments = arguments;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String before = line.line().substring(0, line.cursor());
        Optional<ReplCommand> command = ReplCommands.of(before);
        boolean nameIsWritten = before.stripLeading().contains(" ");
        if (command.isPresent() && nameIsWritten) {
            if (command.get().name().equals(EXPLAIN)) {
                int query = before.indexOf(EXPLAIN) + EXPLAIN.length();
                query(before.substring(query), candidates);
            } else {
                for (Argument argument : arguments.apply(command.get())) {
                    candidates.add(
                            candidate(argument.value(), argument.value(), null, argument.help(), true, candidates));
                }
            }
            return;
        }
        if (ViewFunction.begins(before)) {
            suggestions(inspection.complete(before), candidates);
            return;
        }
        query(before, candidates);
        if (before.isBlank() || before.strip().equals(line.word())) {
            for (ReplCommand known : ReplCommands.ALL) {
                candidates.add(candidate(known.name(), known.name(), "commands", known.help(), true, candidates));
            }
            for (ViewFunction function : ViewFunction.all()) {
                candidates.add(candidate(
                        function.word() + "(", function.word(), "typed view", function.help(), false, candidates));
            }
        }
    }

    private void query(String text, List<Candidate> candidates) {
        suggestions(completion.complete(text, text.length()), candidates);
    }

    private static void suggestions(List<Suggestion> suggestions, List<Candidate> candidates) {
        for (Suggestion suggestion : suggestions) {
            candidates.add(candidate(
                    withPunctuation(suggestion),
                    VisibleText.escape(suggestion.value()),
                    suggestion.group(),
                    suggestion.help(),
                    suggestion.group().equals("operators"),
                    candidates));
        }
    }

    /** Appends what always follows a word of the language, such as an open bracket. */
    private static String withPunctuation(Suggestion suggestion) {
        String word = suggestion.value();
        if (suggestion.group().equals("values")) {
            return word + "'";
        }
        for (String after : List.of(" { ", "()", "(")) {
            if (suggestion.help().startsWith(word + after)) {
                return word + after;
            }
        }
        return word;
    }

    /** @param spaced whether a space follows the candidate */
    private static Candidate candidate(
            String value, String shown, String group, String help, boolean spaced, List<Candidate> before) {
        String description = help.isEmpty() ? null : help;
        return new Candidate(value, shown, group, description, null, null, spaced, before.size());
    }
}
