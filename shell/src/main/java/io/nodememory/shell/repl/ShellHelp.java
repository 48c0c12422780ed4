package io.nodememory.shell.repl;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.shell.inspect.ViewFunction;
import io.nodememory.shell.output.TableHelp;
import io.nodememory.shell.runtime.Screen;
import io.nodememory.shell.runtime.Screen.Style;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The commands {@code help} and {@code tables} of the shell. */
final class ShellHelp {
    private static final List<String> EXAMPLES = List.of(
            "tasks.where { uid == 0 && container_id }",
            "tasks.where { exe_deleted }.select { [pid, name, parent.name, cmdline] }",
            "credentials.where { 'CAP_SYS_ADMIN' in effective }.limit(20)",
            "mounts.by(type)");

    private final Console console;
    private final Catalogue catalogue;

    ShellHelp(Console console, Catalogue catalogue) {
        this.console = console;
        this.catalogue = catalogue;
    }

    void tables() throws IOException {
        console.show((out, cancellation) -> new TableHelp(out, console.screen()).list(List.copyOf(catalogue.tables())));
    }

    /** @param topic a table, a command, or empty */
    void show(String topic) throws IOException {
        if (topic.isEmpty()) {
            console.show((out, cancellation) -> overview(out));
            return;
        }
        Optional<TableSpec<?>> table = catalogue.table(topic);
        if (table.isPresent()) {
            console.show((out, cancellation) -> new TableHelp(out, console.screen()).describe(table.get()));
            return;
        }
        Optional<ViewFunction> function = ViewFunction.of(topic);
        if (function.isPresent()) {
            console.show((out, cancellation) -> out.append(function.get().usage())
                    .append("\n  ")
                    .append(function.get().help())
                    .append('\n'));
            return;
        }
        ReplCommand command = ReplCommands.of(topic)
                .orElseThrow(() -> new BadInputException(
                        "there is no table or command '" + topic + "'" + catalogue.suggestTable(topic)
                                + ("".equals(catalogue.suggestTable(topic)) ? ": 'help' shows all" : "")));
        console.show((out, cancellation) -> out.append(command.usage())
                .append("\n  ")
                .append(command.help())
                .append('\n'));
    }

    private void overview(Appendable out) throws IOException {
        Screen screen = console.screen();
        heading(out, screen, "Queries: a table, then operations");
        for (String example : EXAMPLES) {
            out.append("  ").append(example).append('\n');
        }
        heading(
                out,
                screen,
                "Typed view of an open image: functions, members after dots and through pointers, .at(3), + and -");
        new TableHelp(out, screen)
                .definitions(ViewFunction.all().stream()
                        .map(function -> List.of(function.usage(), "", function.help()))
                        .toList());
        heading(out, screen, "Commands");
        new TableHelp(out, screen)
                .definitions(ReplCommands.ALL.stream()
                        .map(command -> List.of(command.usage(), "", command.help()))
                        .toList());
        heading(out, screen, "Tables (help TABLE shows the columns)");
        new TableHelp(out, screen).list(List.copyOf(catalogue.tables()));
    }

    private static void heading(Appendable out, Screen screen, String text) throws IOException {
        out.append(screen.paint(Style.BOLD, text)).append('\n');
    }
}
