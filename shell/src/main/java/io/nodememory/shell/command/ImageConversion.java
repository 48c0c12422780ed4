package io.nodememory.shell.command;

import io.nodememory.kernel.image.write.ImageConverter;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.shell.analysis.ProgressBar;
import io.nodememory.shell.output.RowWriter;
import io.nodememory.shell.output.WrittenImageRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A conversion that {@code image convert} asks for.
 *
 * @param hashed whether to compute the SHA-256 of the written file
 */
public record ImageConversion(Path source, Path target, ImageOutputFormat format, boolean hashed) {
    /**
     * Reads {@code image convert SRC DST --to FORMAT} without picocli, whose start takes longer than the conversion of a small
     * image (figures in shell/START.md). Picocli reads every other command line, above all those with errors or {@code --help}.
     */
    public static Optional<ImageConversion> plain(String[] args) {
        if (args.length != 6 || !args[0].equals("image") || !args[1].equals("convert") || !args[4].equals("--to")) {
            return Optional.empty();
        }
        Optional<ImageOutputFormat> format = ImageOutputFormat.of(args[5].toLowerCase(Locale.ROOT));
        if (format.isEmpty() || !isPath(args[2]) || !isPath(args[3])) {
            return Optional.empty();
        }
        return Optional.of(new ImageConversion(Path.of(args[2]), Path.of(args[3]), format.get(), false));
    }

    /** Whether picocli would take an argument literally as a path, rather than as an option, an argument file or a quoted text. */
    private static boolean isPath(String argument) {
        return !argument.isEmpty() && "-@\"'".indexOf(argument.charAt(0)) < 0 && argument.indexOf('\0') < 0;
    }

    /** Converts the image and prints a row about the written file. */
    public void run(RowWriter rows) throws IOException {
        try (ProgressBar progress = new ProgressBar()) {
            WrittenImageRow.write(
                    rows,
                    ImageConverter.convert(
                            source, target, format, hashed, (done, total) -> progress.at(done, total, "converting")));
        }
    }
}
