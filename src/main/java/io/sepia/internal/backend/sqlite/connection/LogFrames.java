package io.sepia.internal.backend.sqlite.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Reads the frames of a write-ahead log as SQLite does: up to the last commit before the first frame whose checksum
 * does not match. Reading the log releases no locks, because SQLite holds none on it. See decision 0247.
 */
public final class LogFrames {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;

    private final FileChannel log;
    private final ByteBuffer header;
    private final int pageSize;

    private LogFrames(FileChannel log, ByteBuffer header, int pageSize) {
        this.log = log;
        this.header = header;
        this.pageSize = pageSize;
    }

    /** Receives the frames of the log. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Receives a frame.
         *
         * @param page the number of its page
         * @param position the position of the content of the page in the log
         * @param commits whether the frame is the last one of a transaction
         */
        void frame(long page, long position, boolean commits);
    }

    /** Returns the frames of a log; empty if its header is not one that SQLite has written. */
    public static Optional<LogFrames> of(FileChannel log) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(read(log, 0, HEADER));
        int size = header.getInt(8);
        boolean isHeader = (header.getInt(0) & ~1) == MAGIC && isPageSize(size);
        return isHeader ? Optional.of(new LogFrames(log, header, size)) : Optional.empty();
    }

    /** Returns whether pages of a database can have this size. */
    public static boolean isPageSize(int size) {
        return size >= SMALLEST_PAGE && size <= LARGEST_PAGE && Integer.bitCount(size) == 1;
    }

    public int pageSize() {
        return pageSize;
    }

    private boolean isBigEndian() {
        return (header.getInt(0) & 1) == 1;
    }

    /** Returns whether the checksum of the header matches; otherwise SQLite ignores the log. */
    boolean hasSoundHeader() {
        int[] sums = {0, 0};
        add(sums, header.array(), 0, 24);
        return header.getInt(24) == sums[0] && header.getInt(28) == sums[1];
    }

    /**
     * Passes the frames to {@code visitor} up to the first one whose checksum does not match.
     *
     * @return the position of that frame, or of the end
     */
    public long read(Visitor visitor) throws IOException {
        int[] sums = {0, 0};
        add(sums, header.array(), 0, 24);
        long at = HEADER;
        while (at + FRAME_HEADER + pageSize <= log.size()) {
            ByteBuffer frame = ByteBuffer.wrap(read(log, at, FRAME_HEADER + pageSize));
            add(sums, frame.array(), 0, 8);
            add(sums, frame.array(), FRAME_HEADER, pageSize);
            if (frame.getLong(8) != salts() || frame.getInt(16) != sums[0] || frame.getInt(20) != sums[1]) {
                return at;
            }
            visitor.frame(frame.getInt(0) & 0xFFFFFFFFL, at + FRAME_HEADER, frame.getInt(4) != 0);
            at += FRAME_HEADER + pageSize;
        }
        return at;
    }

    private long salts() {
        return header.getLong(16);
    }

    /**
     * Returns the number of transactions after a frame that SQLite does not accept. Frames from before the log was
     * begun anew have other salts, and do not count.
     */
    long commitsAfter(long position) throws IOException {
        long commits = 0;
        for (long at = position + FRAME_HEADER + pageSize;
                at + FRAME_HEADER + pageSize <= log.size();
                at += FRAME_HEADER + pageSize) {
            ByteBuffer frame = ByteBuffer.wrap(read(log, at, FRAME_HEADER));
            commits += frame.getLong(8) == salts() && frame.getInt(4) != 0 ? 1 : 0;
        }
        return commits;
    }

    private void add(int[] sums, byte[] bytes, int from, int length) {
        ByteBuffer words = ByteBuffer.wrap(bytes, from, length);
        words.order(isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= 8) {
            sums[0] += words.getInt() + sums[1];
            sums[1] += words.getInt() + sums[0];
        }
    }

    /** Returns bytes of a channel; those after its end are 0. */
    public static byte[] read(FileChannel channel, long position, int length) throws IOException {
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
}
