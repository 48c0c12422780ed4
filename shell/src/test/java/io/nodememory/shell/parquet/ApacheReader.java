package io.nodememory.shell.parquet;

import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Reads a file with Apache's classes for the footer, page headers, levels, dictionaries and the assembly of rows. Only the
 * split of a chunk into pages is done here, strictly by offsets and sizes, because Apache's class for it needs Hadoop.
 */
public final class ApacheReader {
    private final byte[] file;
    private final FileMetaData footer;
    private final MessageType schema;

    public ApacheReader(Path path) throws IOException {
        file = Files.readAllBytes(path);
        assertMagic(0);
        assertMagic(file.length - 4);
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        footer = Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
        Iterator<SchemaElement> elements = footer.getSchema().iterator();
        SchemaElement root = elements.next();
        schema = new MessageType(root.getName(), types(elements, root.getNum_children()));
    }

    private void assertMagic(int at) {
        if (!new String(file, at, 4, StandardCharsets.US_ASCII).equals("PAR1")) {
            throw new AssertionError("no magic at " + at);
        }
    }

    public MessageType schema() {
        return schema;
    }

    public FileMetaData footer() {
        return footer;
    }

    public Map<String, String> metadata() {
        return footer.getKey_value_metadata().stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    /** All rows: Long, Boolean, String, Instant, List or null. */
    public List<List<Object>> rows() throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (RowGroup group : footer.getRow_groups()) {
            RecordReader<Group> records = new ColumnIOFactory()
                    .getColumnIO(schema)
                    .getRecordReader(new Chunks(group), new GroupRecordConverter(schema));
            for (long i = 0; i < group.getNum_rows(); i++) {
                rows.add(row(records.read()));
            }
        }
        return rows;
    }

    private List<Object> row(Group group) {
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < schema.getFieldCount(); i++) {
            Type type = schema.getType(i);
            if (group.getFieldRepetitionCount(i) == 0) {
                row.add(null);
            } else if (type.isPrimitive()) {
                row.add(value(type.asPrimitiveType(), group, i));
            } else {
                row.add(list(type.asGroupType(), group.getGroup(i, 0)));
            }
        }
        return row;
    }

    private static List<Object> list(GroupType type, Group group) {
        List<Object> list = new ArrayList<>();
        PrimitiveType element = type.getType(0).asGroupType().getType(0).asPrimitiveType();
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            Group holder = group.getGroup(0, i);
            list.add(holder.getFieldRepetitionCount(0) == 0 ? null : value(element, holder, 0));
        }
        return list;
    }

    private static Object value(PrimitiveType type, Group group, int field) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(field, 0);
            case BINARY -> group.getBinary(field, 0).toStringUsingUTF8();
            default ->
                type.getLogicalTypeAnnotation() == null
                        ? (Object) group.getLong(field, 0)
                        : Instant.EPOCH.plus(group.getLong(field, 0), ChronoUnit.MICROS);
        };
    }

    private static List<Type> types(Iterator<SchemaElement> elements, int count) {
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SchemaElement element = elements.next();
            Type.Repetition repetition =
                    Type.Repetition.valueOf(element.getRepetition_type().name());
            LogicalTypeAnnotation meaning = meaning(element.getLogicalType());
            if (element.isSetNum_children()) {
                List<Type> children = types(elements, element.getNum_children());
                types.add(Types.buildGroup(repetition)
                        .as(meaning)
                        .addFields(children.toArray(new Type[0]))
                        .named(element.getName()));
            } else {
                PrimitiveTypeName name = element.getType() == org.apache.parquet.format.Type.BYTE_ARRAY
                        ? PrimitiveTypeName.BINARY
                        : PrimitiveTypeName.valueOf(element.getType().name());
                types.add(Types.primitive(name, repetition).as(meaning).named(element.getName()));
            }
        }
        return types;
    }

    private static LogicalTypeAnnotation meaning(LogicalType logical) {
        if (logical == null) {
            return null;
        } else if (logical.isSetSTRING()) {
            return LogicalTypeAnnotation.stringType();
        } else if (logical.isSetLIST()) {
            return LogicalTypeAnnotation.listType();
        } else if (logical.isSetTIMESTAMP() && logical.getTIMESTAMP().unit.isSetMICROS()) {
            return LogicalTypeAnnotation.timestampType(
                    logical.getTIMESTAMP().isAdjustedToUTC, LogicalTypeAnnotation.TimeUnit.MICROS);
        }
        throw new AssertionError("unexpected " + logical);
    }

    private final class Chunks implements PageReadStore {
        private final RowGroup group;

        private Chunks(RowGroup group) {
            this.group = group;
        }

        @Override
        public PageReader getPageReader(ColumnDescriptor descriptor) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.getMeta_data().getPath_in_schema().equals(List.of(descriptor.getPath()))) {
                    return new Pages(chunk.getMeta_data(), descriptor);
                }
            }
            throw new AssertionError("no chunk of " + descriptor);
        }

        @Override
        public long getRowCount() {
            return group.getNum_rows();
        }

        @Override
        public Optional<Long> getRowIndexOffset() {
            return Optional.empty();
        }
    }

    private final class Pages implements PageReader {
        private final ColumnMetaData meta;
        private final ColumnDescriptor descriptor;
        private final ByteArrayInputStream in;

        private Pages(ColumnMetaData meta, ColumnDescriptor descriptor) {
            this.meta = meta;
            this.descriptor = descriptor;
            long start =
                    meta.isSetDictionary_page_offset() ? meta.getDictionary_page_offset() : meta.getData_page_offset();
            in = new ByteArrayInputStream(file, (int) start, (int) meta.getTotal_compressed_size());
        }

        @Override
        public DictionaryPage readDictionaryPage() {
            if (!meta.isSetDictionary_page_offset()) {
                return null;
            }
            PageHeader header = header();
            if (meta.getDictionary_page_offset()
                            + meta.getTotal_compressed_size()
                            - in.available()
                            + header.compressed_page_size
                    != meta.getData_page_offset()) {
                throw new AssertionError("the dictionary of " + descriptor + " does not end where the data begins");
            }
            return new DictionaryPage(
                    body(header),
                    header.uncompressed_page_size,
                    header.dictionary_page_header.num_values,
                    Encoding.valueOf(header.dictionary_page_header.encoding.name()));
        }

        @Override
        public long getTotalValueCount() {
            return meta.getNum_values();
        }

        @Override
        public DataPage readPage() {
            if (in.available() == 0) {
                return null;
            }
            PageHeader header = header();
            DataPageHeader data = header.data_page_header;
            return new DataPageV1(
                    body(header),
                    data.num_values,
                    header.uncompressed_page_size,
                    Statistics.createStats(descriptor.getPrimitiveType()),
                    Encoding.valueOf(data.repetition_level_encoding.name()),
                    Encoding.valueOf(data.definition_level_encoding.name()),
                    Encoding.valueOf(data.encoding.name()));
        }

        private PageHeader header() {
            try {
                return Util.readPageHeader(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private BytesInput body(PageHeader header) {
            byte[] packed = new byte[header.compressed_page_size];
            if (in.read(packed, 0, packed.length) != packed.length) {
                throw new AssertionError("a page of " + descriptor + " is cut short");
            }
            CRC32 crc = new CRC32();
            crc.update(packed);
            if ((int) crc.getValue() != header.crc) {
                throw new AssertionError("a page of " + descriptor + " has another checksum");
            }
            byte[] body = new byte[header.uncompressed_page_size];
            int length = new ZstdDecompressor().decompress(packed, 0, packed.length, body, 0, body.length);
            if (length != body.length) {
                throw new AssertionError("a page of " + descriptor + " has another size than it says");
            }
            return BytesInput.from(body);
        }
    }
}
