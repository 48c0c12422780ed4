package io.nodememory.evidence.transfer;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureInfo;
import io.nodememory.evidence.capture.CaptureInfo.Custody;
import io.nodememory.evidence.capture.CaptureSink;
import io.nodememory.evidence.capture.ImageInfo;
import io.nodememory.evidence.capture.ImageInfo.Manifest;
import io.nodememory.evidence.capture.ImageInfo.Ram;
import io.nodememory.evidence.capture.KernelInfo;
import io.nodememory.evidence.database.RowSql;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.table.spec.TableSpec;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.function.Function;

/** Receives a capture from a {@link CaptureSender}. Memory use does not depend on the size of the capture. */
public final class CaptureReceiver {
    private static final int BUFFER = 1 << 16;

    private final DataInputStream in;
    private final List<TableSpec<?>> tables;

    /**
     * @param in not closed here
     * @param tables the tables that can be received
     */
    public CaptureReceiver(InputStream in, List<TableSpec<?>> tables) {
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER));
        this.tables = tables;
    }

    /**
     * Reads to the end of the capture.
     *
     * @param begin begins the capture that the sender describes
     * @throws BadInputException if the data ends early or is damaged, or the sink rejects it; nothing of the capture remains
     * @throws java.util.concurrent.CancellationException if this thread is interrupted
     * @throws IOException if the connection fails
     */
    public Capture receive(Function<CaptureInfo, CaptureSink> begin) throws IOException {
        try {
            if (in.readInt() != CaptureSender.MAGIC) {
                throw new BadInputException("the received data is not a capture");
            }
            try (CaptureSink writer = begin.apply(info())) {
                return rows(writer);
            }
        } catch (EOFException e) {
            throw new BadInputException(
                    "the data of the capture ends early: the analysis failed or was interrupted", e);
        }
    }

    private CaptureInfo info() throws IOException {
        String name = RowCodec.readText(in);
        String node = RowCodec.readText(in);
        Custody custody = new Custody(RowCodec.readText(in), RowCodec.readText(in), RowCodec.readText(in));
        return new CaptureInfo(name, node, custody, image(), kernel());
    }

    private ImageInfo image() throws IOException {
        return new ImageInfo(
                RowCodec.readText(in),
                RowCodec.readText(in),
                RowCodec.readNumber(in),
                new Ram(RowCodec.readNumber(in), RowCodec.readNumber(in)),
                new Manifest(RowCodec.readText(in), RowCodec.readText(in)),
                RowCodec.readText(in));
    }

    private KernelInfo kernel() throws IOException {
        return new KernelInfo(
                RowCodec.readText(in), RowCodec.readText(in), RowCodec.readText(in), RowCodec.readText(in));
    }

    private Capture rows(CaptureSink writer) throws IOException {
        Rows<?> rows = null;
        while (true) {
            int kind = in.readByte();
            if (kind == CaptureSender.TABLE) {
                rows = table(writer, RowCodec.readText(in));
            } else if (kind == CaptureSender.ROW && rows != null) {
                rows.next();
            } else if (kind == CaptureSender.END) {
                return writer.finish(RowCodec.readText(in), in.readBoolean());
            } else {
                throw new BadInputException("the received data is damaged: it has a part of kind " + kind);
            }
        }
    }

    private Rows<?> table(CaptureSink writer, String name) {
        TableSpec<?> table = tables.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "the received data has an unknown table: use the same version of this program on both sides"));
        writer.table(table);
        return rows(writer, table);
    }

    private <R extends Record> Rows<R> rows(CaptureSink writer, TableSpec<R> table) {
        Constructor<R> constructor = RowSql.constructor(table.rowType());
        constructor.setAccessible(true);
        return () -> writer.add(table, RowCodec.readRow(in, table, constructor));
    }

    private interface Rows<R extends Record> {
        void next() throws IOException;
    }
}
