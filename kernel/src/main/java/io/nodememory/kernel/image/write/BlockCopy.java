package io.nodememory.kernel.image.write;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.Zeros;
import java.io.IOException;
import java.nio.file.Path;

/** Copies an image, block by block, into a file that is not hashed, with all processors. */
final class BlockCopy implements ConversionTarget {
    private final Path path;
    private final OutputFormat format;
    private final BlockEncoder encoder;
    private final ImageOutput output;
    private long end;
    private long memory;

    /** @throws java.nio.file.FileAlreadyExistsException if there is such a file */
    BlockCopy(Path path, OutputFormat format) throws IOException {
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
        if (!isZero(image, physical, length)) {
            encoder.copy(image, physical, length, output);
        }
    }

    private static boolean isZero(MemoryImage image, long physical, int length) {
        Search search = new Search(image, physical, length);
        search.accept(0);
        if (!search.found) {
            search.forEach(1);
        }
        return !search.found;
    }

    /** Looks for something that is not zero. */
    private static final class Search extends BlockPieces {
        private volatile boolean found;

        Search(MemoryImage image, long physical, int length) {
            super(image, physical, length);
        }

        @Override
        boolean isWanted() {
            return !found;
        }

        @Override
        void piece(int number, byte[] bytes, int count) {
            if (!Zeros.only(bytes, 0, count)) {
                found = true;
            }
        }
    }

    @Override
    public void endRange() {
        // Each block is complete by itself.
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
