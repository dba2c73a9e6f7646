package io.sepia.internal.recovery;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records on one page of a table or index. Cells that cannot be records are left out. */
final class PageRecords {
    private static final int TABLE_LEAF = 0x0D;
    private static final int INDEX_LEAF = 0x0A;
    private static final int INDEX_NODE = 0x02;
    private static final int HEADER_OF_FILE = 100;

    private final PageFile file;
    private final ByteBuffer page;
    private final int start;
    private final int kind;

    PageRecords(PageFile file, long number) throws IOException {
        this.file = file;
        this.page = ByteBuffer.wrap(file.page(number));
        this.start = number == 1 ? HEADER_OF_FILE : 0;
        this.kind = page.get(start) & 0xFF;
    }

    /**
     * A record.
     *
     * @param row the number of the row; 0 in an index
     * @param values numbers as Long, texts as String, anything else as null
     */
    record Entry(long row, List<@Nullable Object> values) {}

    boolean isOfTable() {
        return kind == TABLE_LEAF;
    }

    boolean isOfIndex() {
        return kind == INDEX_LEAF || kind == INDEX_NODE;
    }

    List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        int count = page.getShort(start + 3) & 0xFFFF;
        int pointers = start + (kind == INDEX_NODE ? 12 : 8);
        for (int i = 0; i < count && pointers + 2 * i + 2 <= page.capacity(); i++) {
            int at = page.getShort(pointers + 2 * i) & 0xFFFF;
            try {
                entries.add(entry(at));
            } catch (IllegalArgumentException
                    | ArithmeticException
                    | IndexOutOfBoundsException
                    | BufferUnderflowException e) {
                continue; // No record, or a damaged one.
            }
        }
        return entries;
    }

    private Entry entry(int at) throws IOException {
        ByteBuffer cell = page.duplicate();
        cell.position(at + (kind == INDEX_NODE ? 4 : 0));
        long length = varint(cell);
        long row = isOfTable() ? varint(cell) : 0;
        return new Entry(row, values(ByteBuffer.wrap(payload(cell, length))));
    }

    private byte[] payload(ByteBuffer cell, long length) throws IOException {
        int usable = file.usable();
        long most = isOfTable() ? usable - 35 : (usable - 12) * 64L / 255 - 23;
        if (length < 1 || length > file.last() * file.pageSize()) {
            throw new IllegalArgumentException("no length of a record");
        }
        long local = length;
        if (length > most) {
            long least = (usable - 12) * 32L / 255 - 23;
            long rest = least + (length - least) % (usable - 4);
            local = rest <= most ? rest : least;
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        cell.get(payload, 0, (int) local);
        int filled = (int) local;
        long next = filled < length ? cell.getInt() & 0xFFFFFFFFL : 0;
        while (filled < length) {
            if (next < 1 || next > file.last()) {
                throw new IllegalArgumentException("the rest of the record is lost");
            }
            ByteBuffer overflow = ByteBuffer.wrap(file.page(next));
            next = overflow.getInt() & 0xFFFFFFFFL;
            int part = (int) Math.min(length - filled, usable - 4L);
            overflow.get(payload, filled, part);
            filled += part;
        }
        return payload;
    }

    private static List<@Nullable Object> values(ByteBuffer record) {
        int headerEnd = Math.toIntExact(varint(record));
        ByteBuffer body = record.duplicate();
        body.position(headerEnd);
        List<@Nullable Object> values = new ArrayList<>();
        while (record.position() < headerEnd) {
            values.add(value(varint(record), body));
        }
        return values;
    }

    private static @Nullable Object value(long type, ByteBuffer body) {
        if (type >= 1 && type <= 6) {
            int bytes = type <= 4 ? (int) type : type == 5 ? 6 : 8;
            long number = body.get();
            for (int i = 1; i < bytes; i++) {
                number = number << 8 | body.get() & 0xFF;
            }
            return number;
        }
        if (type == 8 || type == 9) {
            return type - 8;
        }
        int bytes = type == 7 ? 8 : type >= 12 ? Math.toIntExact((type - 12) / 2) : 0;
        if (bytes > body.remaining()) {
            throw new IllegalArgumentException("a value ends after its record");
        }
        byte[] value = new byte[bytes];
        body.get(value);
        return type >= 13 && type % 2 == 1 ? new String(value, StandardCharsets.UTF_8) : null;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            byte next = bytes.get();
            value = value << 7 | next & 0x7F;
            if (next >= 0) {
                return value;
            }
        }
        return value << 8 | bytes.get() & 0xFF;
    }
}
