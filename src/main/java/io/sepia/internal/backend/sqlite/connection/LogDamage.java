package io.sepia.internal.backend.sqlite.connection;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds transactions in a write-ahead log that SQLite does not see. SQLite ends the log silently at the first frame
 * whose checksum does not match, so one flipped bit hides all later transactions. See decision 0247.
 */
public final class LogDamage {
    private LogDamage() {}

    /** Describes the damage of the log at a path, without the final period; empty if there is none. */
    public static Optional<String> of(Path log) throws IOException {
        if (!Files.isRegularFile(log)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            byte[] before = LogFrames.read(channel, 0, 32);
            Optional<LogFrames> frames = LogFrames.of(channel);
            Optional<String> damage = channel.size() == 0 ? Optional.empty() : of(log, frames);
            // A log that is begun anew in the meantime has another header.
            boolean isSame = Arrays.equals(before, LogFrames.read(channel, 0, 32));
            return isSame ? damage : Optional.empty();
        }
    }

    private static Optional<String> of(Path log, Optional<LogFrames> frames) throws IOException {
        if (frames.isEmpty() || !frames.get().hasSoundHeader()) {
            return Optional.of(
                    "The header of the write-ahead log " + log + " is damaged, so its transactions are not seen");
        }
        long end;
        long lost;
        long again;
        do {
            // A transaction that is written in the meantime moves the end.
            end = frames.get().read((page, position, commits) -> {});
            lost = frames.get().commitsAfter(end);
            again = lost == 0 ? end : frames.get().read((page, position, commits) -> {});
        } while (again != end);
        return lost == 0
                ? Optional.empty()
                : Optional.of("The write-ahead log " + log + " is damaged at byte " + end + ", so " + lost
                        + " transactions after it are not seen");
    }
}
