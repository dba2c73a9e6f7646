package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.FileCopy;
import io.sepia.internal.backend.sqlite.SqliteSchema;
import io.sepia.internal.backend.sqlite.connection.FileBackup;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** Backups of SQLite files. See decision 0192. */
public record SqliteBackup(SqliteConnectionProvider provider) implements FileCopy {
    /** Files with tables of an application are stores too. */
    private static final FileBackup BACKUP = new FileBackup(SqliteSchema.IN_SHARED_FILE);

    @Override
    public Path file() {
        return provider.file().path();
    }

    @Override
    public void copyTo(Path copy, long bytesPerSecond, BiConsumer<Long, Long> progress) {
        BACKUP.copy(provider, copy, bytesPerSecond, progress);
    }

    /** Does the same as {@link FileBackup#verify}. */
    public static void verify(Path file) {
        BACKUP.verify(file);
    }

    /** Does the same as {@link FileBackup#hasSeveralNames}. */
    public static boolean hasSeveralNames(Path file) {
        return FileBackup.hasSeveralNames(file);
    }

    /** Does the same as {@link FileBackup#replace}. */
    public static void replace(Path source, Path target, BiConsumer<Long, Long> progress) {
        BACKUP.replace(source, target, progress);
    }
}
