package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.verify.Verification;
import io.nodememory.evidence.verify.Verification.Finding;
import io.nodememory.kernel.table.spec.ColumnSpec.Kind;
import io.nodememory.shell.output.OutputColumn;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.runtime.ExitStatus;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nodemem captures verify}. */
@Command(
        name = "verify",
        description = {
            "Verifies that a capture is unchanged: its tables, its record, its image and its place in the chain.",
            "%nNo row means that everything is intact. A row with the verdict 'changed' names a change; the exit status is"
                    + " then 2. A row with the verdict 'not checked' names a part that could not be checked, such as a missing"
                    + " image file; the exit status is then 3."
        },
        footer = {"  nodemem captures verify 3", "  nodemem captures verify 3 --format json"})
public final class CapturesVerifyCommand implements Callable<Integer> {
    private static final List<OutputColumn> COLUMNS = List.of(
            new OutputColumn("verdict", Kind.TEXT),
            new OutputColumn("part", Kind.TEXT),
            new OutputColumn("subject", Kind.TEXT),
            new OutputColumn("message", Kind.TEXT));

    private final Output output;

    @Parameters(paramLabel = "ID", description = "The capture.")
    private long id;

    @Mixin
    private StoreOption store;

    @Mixin
    private FormatOption format;

    public CapturesVerifyCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        try (EvidenceStore evidence = store.open(Access.READ)) {
            Verification verification = evidence.verify(id);
            write(verification);
            if (verification.intact() && verification.notChecked().isEmpty()) {
                System.err.println("nodemem: capture " + id + " is intact");
            }
            if (!verification.intact()) {
                return ExitStatus.BAD_INPUT;
            }
            return verification.notChecked().isEmpty() ? ExitStatus.FINE : ExitStatus.INCOMPLETE;
        }
    }

    private void write(Verification verification) throws IOException {
        RowWriter rows = format.writer(output);
        rows.start(COLUMNS);
        for (Finding finding : verification.findings()) {
            String part = finding.part().name().toLowerCase(Locale.ROOT);
            rows.row(List.of("changed", part, finding.subject(), finding.message()));
        }
        for (String why : verification.notChecked()) {
            rows.row(Arrays.asList("not checked", null, null, why));
        }
        rows.finish();
    }
}
