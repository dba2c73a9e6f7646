package io.sepia.internal.recovery;

import io.sepia.internal.backend.sqlite.connection.LogFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pages of a database file, with those that its write-ahead log has replaced. Both are only read. The header of the
 * file is believed only where it can be true.
 */
final class PageFile implements AutoCloseable {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_PAGE = 4_096;
    private static final int SAMPLES = 2_000;
    private static final int LARGEST_PAGE = 65_536;

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
            if (!pages.hasHeader && pages.logged.isEmpty()) {
                pages.guessPageSize();
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
        ByteBuffer header = ByteBuffer.wrap(LogFrames.read(file, 0, 100));
        int size = header.getShort(16) & 0xFFFF;
        size = size == 1 ? LARGEST_PAGE : size;
        hasHeader = Arrays.equals(Arrays.copyOf(header.array(), MAGIC.length), MAGIC) && LogFrames.isPageSize(size);
        pageSize = hasHeader ? size : USUAL_PAGE;
        reserved = hasHeader ? header.get(20) & 0xFF : 0;
    }

    /** Chooses the size of pages for which the most rows with a matching checksum are on pages of the file. */
    private void guessPageSize() throws IOException {
        int best = USUAL_PAGE;
        long most = 0;
        for (int size = LARGEST_PAGE; LogFrames.isPageSize(size); size /= 2) {
            pageSize = size;
            last = file.size() / size;
            long rows = soundRows();
            if (rows > most) {
                most = rows;
                best = size;
            }
        }
        pageSize = best;
    }

    private long soundRows() throws IOException {
        long rows = 0;
        long step = Math.max(1, last / SAMPLES);
        for (long page = 2; page <= last; page += step) {
            PageRecords records = new PageRecords(this, page);
            if (records.isOfTable()) {
                rows += records.entries().stream()
                        .filter(each -> RowShape.isSound(each.values()))
                        .count();
            }
        }
        return rows * step;
    }

    /** Enters the frames up to the last commit whose checksums match. */
    private void readLog() throws IOException {
        Optional<LogFrames> frames = LogFrames.of(log);
        if (frames.isEmpty() || hasHeader && frames.get().pageSize() != pageSize) {
            return;
        }
        pageSize = frames.get().pageSize();
        Map<Long, Long> pending = new HashMap<>();
        frames.get().read((page, position, commits) -> {
            pending.put(page, position);
            if (commits) {
                logged.putAll(pending);
                pending.clear();
            }
        });
    }

    /** Returns the number of the last page, which may be cut off. */
    long last() {
        return last;
    }

    /** Returns a page, the first of which is number 1; zeros for one that is not there. */
    byte[] page(long number) throws IOException {
        Long at = logged.get(number);
        return at != null ? LogFrames.read(log, at, pageSize) : LogFrames.read(file, (number - 1) * pageSize, pageSize);
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
