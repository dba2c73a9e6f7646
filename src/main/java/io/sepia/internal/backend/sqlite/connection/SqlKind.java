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

    private static final Pattern ROLLS_BACK = Pattern.compile("\\bor\\s+rollback\\b", Pattern.CASE_INSENSITIVE);
    /** A part of a statement that contains no separator of statements, or one. */
    private static final Pattern PART = Pattern.compile(
            "'[^']*+'|\"[^\"]*+\"|`[^`]*+`|\\[[^]]*+]|--[^\\n]*+|/\\*(?s:.*?)\\*/|[^;'\"`\\[/-]++|.", Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile("'[^']*+'|\"[^\"]*+\"");
    private static final Pattern TO_SAVEPOINT = Pattern.compile(
            FIRST_WORD.pattern() + "\\s+(?:transaction\\s+)?to\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern TRIGGER = Pattern.compile(
            FIRST_WORD.pattern().replace("(\\w++)", "create") + "\\s+(?:temp\\w*\\s+)?trigger\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern TEMPORARY = Pattern.compile("\\btemp", Pattern.CASE_INSENSITIVE);

    private SqlKind() {}

    /**
     * Returns whether a statement may write. If this returns false for one that does, SQLite itself acquires the write
     * lock, or refuses the statement on a connection that reads.
     */
    static boolean mayWrite(String sql) {
        return switch (kind(sql)) {
            case "select", "values", "explain", "pragma", "savepoint", "release", "rollback" -> false;
            case "with" -> WRITING_WORD.matcher(sql).find();
            default -> true;
        };
    }

    /** Returns the first word of a statement, which is no text that a user has entered; empty if there is none. */
    static String firstWord(String sql) {
        Matcher first = FIRST_WORD.matcher(sql);
        return first.lookingAt() ? first.group(1) : "";
    }

    private static String kind(String sql) {
        return firstWord(sql).toLowerCase(Locale.ROOT);
    }

    /**
     * Returns whether one of the statements of {@code sql} ends the transaction in which it runs, or does so if it
     * violates a constraint. The driver runs all of them in some of its methods.
     */
    static boolean endsTransaction(String sql) {
        if (sql.indexOf(';') < 0) {
            return endsTransactionAlone(sql);
        }
        int begin = 0;
        Matcher part = PART.matcher(sql);
        while (part.find()) {
            if (part.end() - part.start() == 1 && sql.charAt(part.start()) == ';') {
                String statement = sql.substring(begin, part.start());
                if (endsTransactionAlone(statement)) {
                    return true;
                }
                if (TRIGGER.matcher(statement).lookingAt()) {
                    return false; // What follows is its body.
                }
                begin = part.end();
            }
        }
        return endsTransactionAlone(sql.substring(begin));
    }

    private static boolean endsTransactionAlone(String sql) {
        return switch (kind(sql)) {
            case "commit", "end" -> true;
            case "rollback" -> !TO_SAVEPOINT.matcher(sql).lookingAt();
            case "insert", "update", "with" ->
                ROLLS_BACK.matcher(sql).find()
                        && ROLLS_BACK
                                .matcher(QUOTED.matcher(sql).replaceAll("''"))
                                .find();
            default -> false;
        };
    }

    /** Returns whether a statement may insert rows itself, and so set {@code last_insert_rowid()}. */
    static boolean mayInsert(String sql) {
        return mayWrite(sql) && !kind(sql).equals("update") && !kind(sql).equals("delete");
    }

    /**
     * Returns whether a statement may leave something behind on its connection: a transaction, a setting, or a
     * temporary table that hides one of the database. May return true for one that does not.
     */
    static boolean mayChangeConnection(String sql) {
        int separator = sql.indexOf(';');
        if (separator >= 0 && !sql.substring(separator + 1).isBlank()) {
            return true;
        }
        return switch (kind(sql)) {
            case "select", "values", "with", "insert", "replace", "update", "delete", "explain", "alter", "drop" ->
                false;
            case "create" -> TEMPORARY.matcher(sql).find();
            default -> true;
        };
    }
}
