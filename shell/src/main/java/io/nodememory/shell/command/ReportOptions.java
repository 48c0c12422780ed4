package io.nodememory.shell.command;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.check.CheckResult;
import io.nodememory.query.report.ReportFile;
import io.nodememory.query.report.ReportFormat;
import io.nodememory.query.report.ReportFormats;
import io.nodememory.shell.runtime.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The options that write reports to files: one for each format of {@link ReportFormats}, such as {@code --sarif FILE}. */
final class ReportOptions {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    private final Map<ReportFormat, Path> files = new LinkedHashMap<>();

    void addTo(CommandSpec command) {
        for (ReportFormat format : ReportFormats.ALL) {
            command.addOption(OptionSpec.builder("--" + format.name())
                    .paramLabel("FILE")
                    .type(Path.class)
                    .description(format.help() + "; - for standard output.")
                    .setter(new Target(files, format))
                    .build());
        }
    }

    /** Sets the file of one format; picocli sets null first. */
    private record Target(Map<ReportFormat, Path> files, ReportFormat format) implements ISetter {
        @Override
        public <T> T set(T file) {
            if (file == null) {
                files.remove(format);
            } else {
                files.put(format, (Path) file);
            }
            return null;
        }
    }

    /** @throws BadInputException if two reports name standard output */
    void validate() {
        List<String> printed = files.entrySet().stream()
                .filter(report -> report.getValue().equals(STANDARD_OUTPUT))
                .map(report -> "--" + report.getKey().name())
                .toList();
        if (printed.size() > 1) {
            throw new BadInputException("only one report can go to standard output, not "
                    + String.join(" and ", printed) + ": name a file for the others");
        }
    }

    /** Writes the reports that the command line asks for; returns whether one went to standard output. */
    boolean write(Output output, CheckResult result, EvidenceStore store) throws IOException {
        boolean printed = false;
        for (Map.Entry<ReportFormat, Path> report : files.entrySet()) {
            if (report.getValue().equals(STANDARD_OUTPUT)) {
                report.getKey().write(output.writer(), result, store);
                printed = true;
            } else {
                ReportFile.write(report.getValue(), report.getKey(), result, store);
            }
        }
        return printed;
    }
}
