package io.sepia.dialect;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;
import org.hibernate.exception.spi.SQLExceptionConversionDelegate;
import org.hibernate.exception.spi.ViolatedConstraintNameExtractor;
import org.hibernate.internal.util.JdbcExceptionHelper;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Converts SQLite's constraint errors. SQLite names the columns of a violated unique constraint instead of the
 * constraint, so the name is looked up in the mapping, if it has one. Thread-safe.
 */
final class ConstraintErrors implements ViolatedConstraintNameExtractor, SQLExceptionConversionDelegate {
    private static final int PRIMARY_CODE = 0xff;
    private static final Pattern VIOLATED = Pattern.compile("constraint failed: (?:index '(.*)'|(.*))\\)");

    private final Map<String, String> names = new ConcurrentHashMap<>();

    /** Adds the names of the constraints of {@code table}. */
    void add(Table table) {
        table.getUniqueKeys()
                .values()
                .forEach(unique -> names.put(
                        key(unique.getColumns().stream().map(column -> table.getName() + "." + column.getName())),
                        unique.getName()));
    }

    private static String key(Stream<String> columns) {
        return columns.map(each -> each.toLowerCase(Locale.ROOT)).sorted().collect(Collectors.joining(", "));
    }

    boolean converts(SQLException error) {
        return primaryCode(error) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
    }

    private static int primaryCode(SQLException error) {
        return JdbcExceptionHelper.extractErrorCode(error) & PRIMARY_CODE;
    }

    @Override
    public @Nullable ConstraintViolationException convert(SQLException error, String message, String sql) {
        return converts(error)
                ? new ConstraintViolationException(message, error, sql, kind(error), extractConstraintName(error))
                : null;
    }

    private static ConstraintKind kind(SQLException error) {
        SQLiteException found = sqliteException(error);
        return found == null
                ? ConstraintKind.OTHER
                : switch (found.getResultCode()) {
                    case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
                        ConstraintKind.UNIQUE;
                    case SQLITE_CONSTRAINT_NOTNULL -> ConstraintKind.NOT_NULL;
                    case SQLITE_CONSTRAINT_FOREIGNKEY -> ConstraintKind.FOREIGN_KEY;
                    case SQLITE_CONSTRAINT_CHECK -> ConstraintKind.CHECK;
                    default -> ConstraintKind.OTHER;
                };
    }

    private static @Nullable SQLiteException sqliteException(@Nullable Throwable error) {
        return error == null || error instanceof SQLiteException
                ? (SQLiteException) error
                : sqliteException(error.getCause());
    }

    /**
     * Returns the name of the constraint; if it has none, its columns, such as {@code accounts.name}; null for foreign
     * keys.
     */
    @Override
    public @Nullable String extractConstraintName(SQLException error) {
        Matcher violated = VIOLATED.matcher(String.valueOf(error.getMessage()));
        if (!converts(error) || !violated.find()) {
            return null;
        }
        if (violated.group(1) != null) {
            return violated.group(1);
        }
        String columns = violated.group(2);
        return names.getOrDefault(key(Arrays.stream(columns.split(", "))), columns);
    }
}
