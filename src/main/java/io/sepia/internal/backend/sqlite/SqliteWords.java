package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.words.IndexStatistics;
import io.sepia.internal.words.IndexedWords;
import io.sepia.internal.words.WordField;
import io.sepia.internal.words.WordMatcher;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Indexes of words in SQLite's FTS5, which are fed with the tokens of the library. Stateless. See decision 0261. */
final class SqliteWords implements DatabaseIndexes.Words {
    static final SqliteWords INSTANCE = new SqliteWords();

    /** A class with fewer documents is searched without an index. */
    private static final int WORTH_AN_INDEX = 1_000;
    /** The number of documents beyond which a search enters those that have changed, instead of reading them. */
    private static final int FEW = 100;

    /** The documents that are behind, without those that wait for a search of their own class. */
    private static final String CONCERNED = "object_words_behind b LEFT JOIN objects o ON o.id = b.id"
            + " WHERE o.id IS NULL OR o.class_name = ?"
            + " OR NOT EXISTS (SELECT 1 FROM object_words w WHERE w.class_name = o.class_name)";

    private static final String BEHIND = "objects.id IN (SELECT id FROM object_words_behind)";

    private SqliteWords() {}

    /** A document that is to be entered; without content if it is gone or belongs to another class now. */
    private record Changed(long id, @Nullable String content) {}

    /** Returns whether all tables and triggers are there. SQL may have dropped some, and then no index is in step. */
    private static boolean isComplete(StatementCache statements) throws SQLException {
        return statements.number("SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'trigger') AND name IN ("
                        + WordTables.NAMES + ")")
                == WordTables.MAKE.size();
    }

    /** Returns the numbers of the indexes of all classes. */
    private static List<Long> numbers(StatementCache statements) throws SQLException {
        return statements.list(
                "SELECT substr(name, " + (WordTables.INDEX.length() + 1) + ") FROM sqlite_schema WHERE name GLOB '"
                        + WordTables.INDEX + "[0-9]*' AND sql LIKE 'CREATE VIRTUAL TABLE%'",
                row -> row.getLong(1));
    }

    @Override
    public long number(StatementCache statements, String className, List<WordField> fields) throws SQLException {
        return isComplete(statements)
                ? statements.number(
                        "SELECT coalesce(max(number), 0) FROM object_words WHERE class_name = ? AND fields = ? AND '"
                                + WordTables.INDEX + "' || number IN (SELECT name FROM sqlite_schema)",
                        className,
                        described(fields))
                : 0;
    }

    /** Returns what determines the tokens of an index: the form of tokens, and the paths of each column. */
    private static String described(List<WordField> fields) {
        return IndexedWords.FORM
                + fields.stream()
                        .map(each -> " " + each.path()
                                + each.formerPaths().stream()
                                        .map(FieldPath::toString)
                                        .collect(Collectors.joining("|", "(", ")")))
                        .collect(Collectors.joining());
    }

    @Override
    public boolean isBehind(StatementCache statements, String className, List<WordField> fields) throws SQLException {
        boolean isWhole = fields.equals(List.of(WordField.EVERYTHING));
        if (isWhole) {
            return false;
        }
        return number(statements, className, fields) == 0
                ? hasRows(statements, "objects WHERE class_name = ?", WORTH_AN_INDEX, className)
                : hasRows(statements, CONCERNED, FEW, className);
    }

    private static boolean hasRows(StatementCache statements, String from, int least, Object... parameters)
            throws SQLException {
        return statements.number("SELECT count(*) FROM (SELECT 1 FROM " + from + " LIMIT " + least + ")", parameters)
                == least;
    }

    @Override
    public boolean enter(StatementCache statements, String className, List<WordField> fields, int most)
            throws SQLException {
        long number = number(statements, className, fields);
        if (number == 0) {
            number = make(statements, className, fields);
        }
        WantedFields wanted = new WantedFields();
        WordMatcher.of("", fields).want(wanted);
        List<Changed> changed = statements.list(
                "SELECT b.id, CASE WHEN o.class_name = ? THEN o.content END FROM " + CONCERNED + " LIMIT ?",
                row -> new Changed(row.getLong(1), row.getString(2)),
                className,
                className,
                most);
        List<Long> all = numbers(statements);
        int entered = 0;
        for (Changed each : changed) {
            entered += enter(statements, number, all, fields, wanted, each) ? 1 : 0;
        }
        return changed.size() == most && entered > 0;
    }

    /** Returns whether the document was entered; one that is not JSON stays behind, and is reported by each search. */
    private static boolean enter(
            StatementCache statements,
            long number,
            List<Long> all,
            List<WordField> fields,
            WantedFields wanted,
            Changed changed)
            throws SQLException {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(changed.id());
        if (changed.content() != null) {
            try {
                row.addAll(IndexedWords.of(fields, JsonReader.read(changed.content(), wanted, false)));
            } catch (IOException e) {
                return false;
            }
        }
        for (long each : all) {
            statements.update("DELETE FROM " + WordTables.INDEX + each + " WHERE rowid = ?", changed.id());
        }
        if (changed.content() != null) {
            statements.update(
                    "INSERT INTO " + WordTables.INDEX + number + " (rowid, " + columns(fields) + ") VALUES (?"
                            + ", ?".repeat(fields.size()) + ")",
                    row.toArray());
        }
        statements.update("DELETE FROM object_words_behind WHERE id = ?", changed.id());
        return true;
    }

    private static String columns(List<WordField> fields) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            names.add(MatchText.COLUMN + i);
        }
        return String.join(", ", names);
    }

    private static long make(StatementCache statements, String className, List<WordField> fields) throws SQLException {
        if (!isComplete(statements)) {
            removeAll(statements);
            for (String each : WordTables.MAKE) {
                statements.execute(each);
            }
        }
        // The number of a dropped index is not used again, because other connections may still mean the former one.
        long number = statements.number("SELECT coalesce(max(number), 0) + 1 FROM object_words");
        for (long former : statements.list(
                "SELECT number FROM object_words WHERE class_name = ?", row -> row.getLong(1), className)) {
            statements.execute("DROP TABLE IF EXISTS " + WordTables.INDEX + former);
        }
        statements.update("DELETE FROM object_words WHERE class_name = ?", className);
        statements.update(
                "INSERT INTO object_words (number, class_name, fields) VALUES (?, ?, ?)",
                number,
                className,
                described(fields));
        statements.execute("CREATE VIRTUAL TABLE " + WordTables.INDEX + number + " USING fts5(" + columns(fields)
                + ", content='', contentless_delete=1, tokenize='ascii')");
        statements.update(
                "INSERT OR IGNORE INTO object_words_behind (id) SELECT id FROM objects WHERE class_name = ?",
                className);
        return number;
    }

    private static void removeAll(StatementCache statements) throws SQLException {
        for (long each : numbers(statements)) {
            statements.execute("DROP TABLE " + WordTables.INDEX + each);
        }
        for (String each : WordTables.REMOVE) {
            statements.execute(each);
        }
    }

    /** Returns the condition that rows match: exactly for those that have been entered, unclear for the others. */
    static SqlCondition condition(Term.Words words) {
        MatchText match = MatchText.of(words);
        if (match.isEmpty()) {
            return SqlCondition.NEVER;
        }
        String rows = "objects.id IN (SELECT rowid FROM " + WordTables.INDEX + words.index() + " WHERE "
                + WordTables.INDEX + words.index() + " MATCH ?)";
        List<Sql> found = new ArrayList<>();
        if (!match.sought().isEmpty()) {
            found.add(Sql.of(rows, match.sought()));
        }
        if (!match.excluded().isEmpty()) {
            found.add(Sql.of(rows, match.excluded()).not());
        }
        Sql all = Sql.all(found);
        Sql behind = Sql.of(BEHIND);
        return new SqlCondition(Sql.or(behind, all), Sql.and(behind.not(), all), behind);
    }

    @Override
    public Sql behind() {
        return Sql.of(BEHIND);
    }

    @Override
    public @Nullable Sql ranked(Term.Words words, Sql where) {
        MatchText match = MatchText.of(words);
        if (match.sought().isEmpty()) {
            return null;
        }
        String table = WordTables.INDEX + words.index();
        List<Object> parameters = new ArrayList<>(List.of(match.sought(), weights(words.fields())));
        String excluded = "";
        if (!match.excluded().isEmpty()) {
            excluded = " AND w.rowid NOT IN (SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?)";
            parameters.add(match.excluded());
        }
        parameters.addAll(where.parameters());
        return new Sql(
                "SELECT " + Rows.COLUMNS + ", w.rank FROM " + table
                        + " w CROSS JOIN objects ON objects.id = w.rowid WHERE "
                        + "w." + table + " MATCH ? AND w.rank MATCH ?" + excluded
                        + " AND w.rowid NOT IN (SELECT id FROM object_words_behind) AND " + where.text()
                        + " ORDER BY w.rank",
                parameters);
    }

    @Override
    public IndexStatistics statistics(StatementCache statements, Term.Words words) throws SQLException {
        String table = WordTables.INDEX + words.index();
        // The first row of this table of FTS5 has the number of rows, then the number of tokens in each column.
        List<byte[]> totals =
                statements.list("SELECT block FROM " + table + "_data WHERE id = 1", row -> row.getBytes(1));
        List<Long> numbers = totals.isEmpty() ? List.of() : varints(totals.get(0));
        List<Long> containing = new ArrayList<>();
        for (String each : MatchText.of(words).phrases()) {
            containing.add(statements.number("SELECT count(*) FROM " + table + " WHERE " + table + " MATCH ?", each));
        }
        return numbers.isEmpty()
                ? new IndexStatistics(0, 0, containing)
                : new IndexStatistics(
                        numbers.get(0),
                        numbers.stream().skip(1).mapToLong(Long::longValue).sum(),
                        containing);
    }

    /** Reads integers of variable length: seven bits in each byte, the highest first. */
    private static List<Long> varints(byte[] bytes) {
        List<Long> numbers = new ArrayList<>();
        long number = 0;
        for (byte each : bytes) {
            number = number << 7 | each & 0x7F;
            if (each >= 0) {
                numbers.add(number);
                number = 0;
            }
        }
        return numbers;
    }

    /** Returns the weights without an exponent, which FTS5 does not read here. */
    private static String weights(List<WordField> fields) {
        return fields.stream()
                .map(each -> BigDecimal.valueOf(each.weight()).toPlainString())
                .collect(Collectors.joining(", ", "bm25(", ")"));
    }

    @Override
    public void forget(StatementCache statements, String className) throws SQLException {
        if (!isComplete(statements)) {
            // What SQL left of the indexes is out of step. The next search builds them again.
            removeAll(statements);
            return;
        }
        for (long number : numbers(statements)) {
            String table = WordTables.INDEX + number;
            // A row stays behind until a search enters it again, but what the index had of it is gone.
            statements.update("DELETE FROM " + table + " WHERE rowid IN (SELECT id FROM object_words_behind)");
            // REPLACE by SQL runs no trigger for the row that it deletes.
            statements.update(
                    "DELETE FROM " + table + " WHERE rowid NOT IN (SELECT o.id FROM objects o JOIN object_words w"
                            + " ON w.class_name = o.class_name WHERE w.number = ?)",
                    number);
            statements.update("INSERT INTO " + table + " (" + table + ") VALUES ('optimize')");
        }
    }
}
