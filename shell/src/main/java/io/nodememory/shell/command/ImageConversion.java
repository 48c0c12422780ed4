package io.nodememory.shell.command;

import io.nodememory.kernel.image.write.ImageConverter;
import io.nodememory.kernel.image.write.OutputFormat;
import io.nodememory.shell.analysis.ProgressBar;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.output.WrittenImageRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The work of {@code image convert}.
 *
 * @param hashed whether the SHA-256 of what is written is wanted
 */
public record ImageConversion(Path source, Path target, OutputFormat format, boolean hashed) {
    /**
     * {@code image convert SRC DST --to FORMAT}, read without picocli, whose start takes longer than the conversion of a small
     * image. Whatever else is on the command line is left to picocli, errors and help above all.
     */
    public static Optional<ImageConversion> plain(String[] args) {
        if (args.length != 6 || !args[0].equals("image") || !args[1].equals("convert") || !args[4].equals("--to")) {
            return Optional.empty();
        }
        Optional<OutputFormat> format = OutputFormat.of(args[5].toLowerCase(Locale.ROOT));
        if (format.isEmpty() || !isPath(args[2]) || !isPath(args[3])) {
            return Optional.empty();
        }
        return Optional.of(new ImageConversion(Path.of(args[2]), Path.of(args[3]), format.get(), false));
    }

    /** No option, no file of arguments, and nothing that only looks like a path. */
    private static boolean isPath(String argument) {
        return !argument.isEmpty() && "-@\"'".indexOf(argument.charAt(0)) < 0 && argument.indexOf('\0') < 0;
    }

    /** Like the rest of a conversion no lambda: the first of a process takes 10 ms. */
    private record Shown(ProgressBar bar) implements ImageConverter.Progress {
        @Override
        public void at(long done, long total) {
            bar.at(done, total, "converting");
        }
    }

    public void run(RowWriter rows) throws IOException {
        try (ProgressBar progress = new ProgressBar()) {
            WrittenImageRow.write(rows, ImageConverter.convert(source, target, format, hashed, new Shown(progress)));
        }
    }
}
