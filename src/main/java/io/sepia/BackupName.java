package io.sepia;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a backup that the store has named, such as {@code app_data-20261130T091500123Z.db}. Only files with such
 * a name are listed and deleted, so that a store in the same directory is not taken for a backup of itself.
 */
record BackupName(String store, Instant time, boolean archive) {
    private static final String ARCHIVE = ".tar";
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{8}T\\d{9})Z\\.(db|tar)");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyyMMdd'T'HHmmss")
            .appendValue(ChronoField.MILLI_OF_SECOND, 3)
            .toFormatter();

    /** Returns whether a backup is an archive. */
    static boolean isArchive(Path file) {
        return file.toString().endsWith(ARCHIVE);
    }

    /** Returns the parts of a file's name, or null if it has another form. */
    static @Nullable BackupName parse(Path file) {
        Path last = file.getFileName();
        Matcher name = NAME.matcher(last == null ? "" : last.toString());
        if (!name.matches()) {
            return null;
        }
        try {
            Instant time = LocalDateTime.parse(name.group(2), TIME).toInstant(ZoneOffset.UTC);
            return new BackupName(name.group(1), time, name.group(3).equals("tar"));
        } catch (DateTimeException e) {
            return null; // Digits that are not a time.
        }
    }

    @Override
    public String toString() {
        return store + "-" + TIME.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)) + "Z"
                + (archive ? ARCHIVE : ".db");
    }
}
