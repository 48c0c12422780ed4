package io.nodememory.evidence.transfer;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.Capture.Deletion;
import io.nodememory.evidence.capture.Capture.Reading;
import io.nodememory.evidence.capture.Capture.Seal;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureSink;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.CancellationException;

/** Sends a capture row by row to the {@link CaptureReceiver} on the machine of the store. */
public final class CaptureSender implements CaptureSink {
    static final int MAGIC = 0x4e4d4331;
    static final int TABLE = 1;
    static final int ROW = 2;
    static final int END = 3;
    private static final int BUFFER = 1 << 16;

    private final CaptureInfo info;
    private final DataOutputStream out;
    private final Instant started = Instant.now();
    private TableSpec<?> current;
    private BadInputException failure;

    /** @param out closed with the sender */
    public CaptureSender(CaptureInfo info, OutputStream out) {
        this.info = info;
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
        send(this::sendInfo);
    }

    private void sendInfo() throws IOException {
        out.writeInt(MAGIC);
        RowCodec.writeText(out, info.name());
        RowCodec.writeText(out, info.node());
        RowCodec.writeText(out, info.custody().operator());
        RowCodec.writeText(out, info.custody().reason());
        RowCodec.writeText(out, info.custody().tool());
        ImageInfo image = info.image();
        RowCodec.writeText(out, image.path());
        RowCodec.writeText(out, image.format());
        RowCodec.writeNumber(out, image.size());
        RowCodec.writeNumber(out, image.ram().covered());
        RowCodec.writeNumber(out, image.ram().total());
        RowCodec.writeText(out, image.manifest().sha256());
        RowCodec.writeText(out, image.manifest().claimedSha256());
        RowCodec.writeText(out, image.notHashed());
        KernelInfo kernel = info.kernel();
        RowCodec.writeText(out, kernel.banner());
        RowCodec.writeText(out, kernel.release());
        RowCodec.writeText(out, kernel.symbols());
        RowCodec.writeText(out, kernel.buildId());
    }

    @Override
    public CaptureInfo info() {
        return info;
    }

    @Override
    public void table(TableSpec<?> table) {
        if (!table.equals(current)) {
            send(() -> {
                out.writeByte(TABLE);
                RowCodec.writeText(out, table.name());
            });
            current = table;
        }
    }

    @Override
    public <R extends Record> void add(TableSpec<R> table, R row) {
        table(table);
        send(() -> {
            out.writeByte(ROW);
            RowCodec.writeRow(out, table, row);
        });
    }

    @Override
    public void check() {
        if (failure != null) {
            throw failure;
        }
    }

    /** The capture without its number (0 here) and its hashes, which the store assigns. */
    @Override
    public Capture finish(String imageSha256, boolean complete) {
        send(() -> {
            out.writeByte(END);
            RowCodec.writeText(out, imageSha256);
            out.writeBoolean(complete);
            out.flush();
        });
        Reading reading = new Reading(started, Instant.now(), complete, imageSha256);
        return new Capture(0, null, info, reading, Seal.NONE, Deletion.NONE);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void send(Sending sending) {
        check();
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cancelled during the transfer of rows");
        }
        try {
            sending.run();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private BadInputException failed(IOException e) {
        failure = new BadInputException("cannot send the capture to its store: " + Sentences.of(e), e);
        return failure;
    }

    private interface Sending {
        void run() throws IOException;
    }
}
