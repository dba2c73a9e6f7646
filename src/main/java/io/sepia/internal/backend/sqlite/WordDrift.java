package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sqlite.connection.SqliteErrors;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.words.IndexedWords;
import io.sepia.internal.words.WordField;
import io.sepia.internal.words.WordMatcher;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Compares the indexes of words with the documents, apart from those that are noted as behind: which documents are
 * entered, and how often each token occurs, and in how many documents, in each column. Reads the documents and the
 * indexes once and keeps sums only.
 */
final class WordDrift {
    /** The tokens of an index, in a temporary table that leaves the file as it is. */
    private static final String SEEN = "temp.object_words_seen";

    private final StatementCache statements;

    WordDrift(StatementCache statements) {
        this.statements = statements;
    }

    private record Index(long number, String className, List<WordField> fields) {
        String table() {
            return WordTables.INDEX + number;
        }

        String behind() {
            return "(SELECT id FROM object_words_behind WHERE number = " + number + ")";
        }
    }

    /** Sums over the tokens of an index, which do not depend on their order. */
    private static final class Sums {
        private long occurrences;
        private long documents;

        void add(long token, long occurrencesOf, long documentsWith) {
            occurrences += token * occurrencesOf;
            documents += token * documentsWith;
        }

        boolean equal(Sums other) {
            return occurrences == other.occurrences && documents == other.documents;
        }
    }

    /** Returns a sentence for each index that differs from its documents. */
    List<String> problems() throws SQLException {
        List<Index> indexes = statements.list(
                "SELECT number, class_name, fields FROM object_words WHERE '" + WordTables.INDEX
                        + "' || number IN (SELECT name FROM sqlite_schema)",
                row -> new Index(row.getLong(1), row.getString(2), RecordedFields.read(row.getString(3))));
        List<String> problems = new ArrayList<>();
        for (Index each : indexes) {
            String problem = each.fields().isEmpty() ? null : readable(each);
            if (problem != null) {
                problems.add("The index of words of class " + each.className() + " " + problem
                        + ", so searches of the class may miss objects. Rebuild it: ./sepia index rebuild "
                        + each.className() + ", or indexes().rebuild.");
            }
        }
        return problems;
    }

    private @Nullable String readable(Index index) throws SQLException {
        try {
            return problem(index);
        } catch (SQLException e) {
            if (SqliteErrors.code(e) == SQLiteErrorCode.SQLITE_CORRUPT) {
                return "cannot be read (" + e.getMessage() + ")";
            }
            throw e;
        }
    }

    private @Nullable String problem(Index index) throws SQLException {
        long lacking = statements.number(
                "SELECT count(*) FROM objects WHERE class_name = ? AND id NOT IN (SELECT id FROM " + index.table()
                        + "_docsize) AND id NOT IN " + index.behind(),
                index.className());
        long excess = statements.number(
                "SELECT count(*) FROM " + index.table() + "_docsize WHERE id NOT IN (SELECT id FROM objects"
                        + " WHERE class_name = ?) AND id NOT IN " + index.behind(),
                index.className());
        if (lacking > 0 || excess > 0) {
            return "lacks " + lacking + " documents and has " + excess + " that are not stored";
        }
        return entered(index).equal(stored(index)) ? null : "has other words than its documents";
    }

    /** Returns the sums of the index. */
    private Sums entered(Index index) throws SQLException {
        boolean isAnyStale = statements.finds(
                "SELECT 1 FROM " + index.table() + "_docsize WHERE id IN " + index.behind() + " LIMIT 1");
        boolean onlyReads = statements.number("PRAGMA query_only") == 1;
        allowWriting(onlyReads, 0);
        try {
            statements.execute("CREATE VIRTUAL TABLE " + SEEN + " USING fts5vocab(main, " + index.table() + ", "
                    + (isAnyStale ? "instance" : "col") + ")");
            try {
                Sums sums = new Sums();
                statements.forEach(
                        isAnyStale
                                ? "SELECT term, col, count(*), count(DISTINCT doc) FROM " + SEEN + " WHERE doc NOT IN "
                                        + index.behind() + " GROUP BY term, col"
                                : "SELECT term, col, cnt, doc FROM " + SEEN,
                        row -> sums.add(hash(row.getString(1), row.getString(2)), row.getLong(3), row.getLong(4)));
                return sums;
            } finally {
                statements.execute("DROP TABLE " + SEEN);
            }
        } finally {
            allowWriting(onlyReads, 1);
        }
    }

    /** The table is a temporary one, but a connection that may only read does not create it either. */
    private void allowWriting(boolean onlyReads, int value) throws SQLException {
        if (onlyReads) {
            statements.execute("PRAGMA query_only = " + value);
        }
    }

    /** Returns the sums of what the index should have. */
    private Sums stored(Index index) throws SQLException {
        WantedFields wanted = new WantedFields();
        WordMatcher.of("", index.fields()).want(wanted);
        Sums sums = new Sums();
        statements.forEach(
                "SELECT content FROM objects WHERE class_name = ? AND id NOT IN " + index.behind(),
                row -> {
                    try {
                        add(IndexedWords.of(index.fields(), JsonReader.read(row.getString(1), wanted, false)), sums);
                    } catch (IOException e) {
                        // An entered document is JSON. Another finding names this one, and the sums differ.
                        sums.add(1, 1, 1);
                    }
                },
                index.className());
        return sums;
    }

    private static void add(List<String> tokens, Sums sums) {
        for (int column = 0; column < tokens.size(); column++) {
            String name = MatchText.COLUMN + column;
            Set<String> seen = new HashSet<>();
            for (String token : tokens.get(column).split(" ")) {
                if (!token.isEmpty()) {
                    sums.add(hash(token, name), 1, seen.add(token) ? 1 : 0);
                }
            }
        }
    }

    private static long hash(String token, String column) {
        String text = column + " " + token;
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash ^ hash >>> 29;
    }
}
