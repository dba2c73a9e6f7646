package io.sepia.internal.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The pages of a database file, with those that its write-ahead log has replaced. Both are only read. The header of the
 * file is believed only where it can be true.
 */
final class PageFile implements AutoCloseable {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_PAGE = 4_096;
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;
    private static final int WAL_HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int WAL_MAGIC = 0x377f0682;

    private final FileChannel file;
    private final FileChannel log;
    private final Map<Long, Long> logged = new HashMap<>();
    private int pageSize;
    private int reserved;
    private boolean hasHeader;
    private long last;

    private PageFile(FileChannel file, FileChannel log) {
        this.file = file;
        this.log = log;
    }

    /** Opens the file at a path, and its write-ahead log if there is one. */
    static PageFile open(Path given) throws IOException {
        // If the path is a link, the log is next to the target.
        Path path = given.toRealPath();
        Path log = path.resolveSibling(path.getFileName() + "-wal");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            PageFile pages = new PageFile(
                    channel, Files.isRegularFile(log) ? FileChannel.open(log, StandardOpenOption.READ) : channel);
            pages.readHeader();
            if (pages.log != channel) {
                pages.readLog();
            }
            long inFile = (channel.size() + pages.pageSize - 1) / pages.pageSize;
            pages.last =
                    pages.logged.keySet().stream().mapToLong(Long::longValue).reduce(inFile, Math::max);
            return pages;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void readHeader() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(read(file, 0, 100));
        int size = header.getShort(16) & 0xFFFF;
        size = size == 1 ? LARGEST_PAGE : size;
        hasHeader = Arrays.equals(Arrays.copyOf(header.array(), MAGIC.length), MAGIC) && isPageSize(size);
        pageSize = hasHeader ? size : USUAL_PAGE;
        reserved = hasHeader ? header.get(20) & 0xFF : 0;
    }

    private static boolean isPageSize(int size) {
        return size >= SMALLEST_PAGE && size <= LARGEST_PAGE && Integer.bitCount(size) == 1;
    }

    /** Enters the frames up to the last commit whose checksums match. */
    private void readLog() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(read(log, 0, WAL_HEADER));
        int magic = header.getInt(0);
        int size = header.getInt(8);
        if ((magic & ~1) != WAL_MAGIC || !isPageSize(size)) {
            return;
        }
        if (!hasHeader) {
            pageSize = size;
        }
        boolean bigEndian = (magic & 1) == 1;
        int[] sums = {0, 0};
        add(sums, header.array(), 0, 24, bigEndian);
        Map<Long, Long> pending = new HashMap<>();
        long at = WAL_HEADER;
        while (size == pageSize && at + FRAME_HEADER + size <= log.size()) {
            ByteBuffer frame = ByteBuffer.wrap(read(log, at, FRAME_HEADER + size));
            add(sums, frame.array(), 0, 8, bigEndian);
            add(sums, frame.array(), FRAME_HEADER, size, bigEndian);
            if (frame.getLong(8) != header.getLong(16) || frame.getInt(16) != sums[0] || frame.getInt(20) != sums[1]) {
                return;
            }
            pending.put(frame.getInt(0) & 0xFFFFFFFFL, at + FRAME_HEADER);
            if (frame.getInt(4) != 0) {
                logged.putAll(pending);
                pending.clear();
            }
            at += FRAME_HEADER + size;
        }
    }

    private static void add(int[] sums, byte[] bytes, int from, int length, boolean bigEndian) {
        ByteBuffer words = ByteBuffer.wrap(bytes, from, length);
        words.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= 8) {
            sums[0] += words.getInt() + sums[1];
            sums[1] += words.getInt() + sums[0];
        }
    }

    /** Returns bytes of a channel; those after its end are 0. */
    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        long at = position;
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        return bytes.array();
    }

    /** Returns the number of the last page, which may be cut off. */
    long last() {
        return last;
    }

    /** Returns a page, the first of which is number 1; zeros for one that is not there. */
    byte[] page(long number) throws IOException {
        Long at = logged.get(number);
        return at != null ? read(log, at, pageSize) : read(file, (number - 1) * pageSize, pageSize);
    }

    /** Returns the bytes of a page that the database uses. */
    int usable() {
        return pageSize - reserved;
    }

    int pageSize() {
        return pageSize;
    }

    boolean hasHeader() {
        return hasHeader;
    }

    /** Returns the pages that the file lists as unused, as far as the list can be read. */
    Set<Long> unused() throws IOException {
        Set<Long> unused = new HashSet<>();
        long last = last();
        long trunk = hasHeader ? ByteBuffer.wrap(page(1)).getInt(32) & 0xFFFFFFFFL : 0;
        while (trunk > 1 && trunk <= last && unused.add(trunk)) {
            ByteBuffer list = ByteBuffer.wrap(page(trunk));
            int count = Math.min(Math.max(0, list.getInt(4)), usable() / 4 - 2);
            for (int i = 0; i < count; i++) {
                unused.add(list.getInt(8 + 4 * i) & 0xFFFFFFFFL);
            }
            trunk = list.getInt(0) & 0xFFFFFFFFL;
        }
        return unused;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            log.close();
        }
    }
}
