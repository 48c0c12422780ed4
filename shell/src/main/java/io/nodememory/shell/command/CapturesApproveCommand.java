package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Approval;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.database.Access;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nodemem captures approve}. */
@Command(
        name = "approve",
        description = {
            "Approves a capture as a baseline under a name, for 'check --baseline NAME'.",
            "%nThe record keeps who approved it, when and why. A later approval under the same name replaces it."
        },
        footer = "  nodemem captures approve 3 --as golden --reason 'inspected after the upgrade'")
public final class CapturesApproveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The capture.")
    private long id;

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "The baseline's name.")
    private String name;

    @Option(names = "--reason", paramLabel = "TEXT", description = "The reason for the approval, for the record.")
    private String reason;

    @Mixin
    private StoreOption store;

    @Override
    public Integer call() {
        try (EvidenceStore evidence = store.open(Access.WRITE)) {
            Approval approval = evidence.approve(id, name, CaptureInfo.thisOperator(), reason);
            System.err.println(VisibleText.escape("nodemem: capture %d is the baseline '%s', approved by %s"
                    .formatted(approval.capture(), approval.name(), approval.approvedBy())));
        }
        return ExitStatus.FINE;
    }
}
