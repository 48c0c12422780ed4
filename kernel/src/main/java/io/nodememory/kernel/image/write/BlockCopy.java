package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import java.io.IOException;
import java.nio.file.Path;

/** Copies an image, block by block and on all processors, into a file without a digest. */
final class BlockCopy implements ConversionTarget {
    private final Path path;
    private final ImageOutputFormat format;
    private final BlockEncoder encoder;
    private final ImageOutput output;
    private long end;
    private long memory;

    /** @throws java.nio.file.FileAlreadyExistsException if the file exists */
    BlockCopy(Path path, ImageOutputFormat format) throws IOException {
        this.path = path;
        this.format = format;
        this.encoder = format.encoder();
        this.output = new ImageOutput(path, null, false);
    }

    @Override
    public void append(MemoryImage image, long physical, int length) throws IOException {
        if (Long.compareUnsigned(physical, end) < 0) {
            throw ImageWriter.notAscending(physical, end);
        }
        end = physical + length;
        memory += length;
        if (!new BlockPieces(image, physical, length).isZero()) {
            encoder.copy(image, physical, length, output);
        }
    }

    @Override
    public void endRange() {
        // Every block is complete by itself.
    }

    @Override
    public ImageWriter.Written finish() throws IOException {
        if (output.position() == 0) {
            throw new IOException(ImageWriter.NOTHING);
        }
        output.finish();
        return new ImageWriter.Written(path, format, output.position(), null, memory);
    }

    @Override
    public void close() throws IOException {
        output.close();
    }
}
