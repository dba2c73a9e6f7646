package io.sepia.internal.backend.sqlite.connection;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of a statement tells about it. The driver does not expose SQLite's own answer. */
final class SqlKind {
    private static final Pattern FIRST_WORD =
            Pattern.compile("(?:\\s++|/\\*(?s:.*?)\\*/|--[^\\n]*+(?:\\n|$))*+(\\w++)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WRITING_WORD =
            Pattern.compile("\\b(?:insert|update|delete|replace)\\b", Pattern.CASE_INSENSITIVE);

    private SqlKind() {}

    /**
     * Returns whether a statement may write. If this returns false for one that does, SQLite itself acquires the write
     * lock, or refuses the statement on a connection that reads.
     */
    static boolean mayWrite(String sql) {
        Matcher first = FIRST_WORD.matcher(sql);
        if (!first.lookingAt()) {
            return true;
        }
        return switch (first.group(1).toLowerCase(Locale.ROOT)) {
            case "select", "values", "explain", "pragma", "savepoint", "release", "rollback" -> false;
            case "with" -> WRITING_WORD.matcher(sql).find();
            default -> true;
        };
    }
}
