package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.words.IndexStatistics;
import io.sepia.internal.words.IndexedWords;
import io.sepia.internal.words.WordField;
import io.sepia.internal.words.WordMatcher;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Indexes of words in SQLite's FTS5, which are fed with the tokens of the library. Stateless. See decision 0261. */
final class SqliteWords implements DatabaseIndexes.Words {
    static final SqliteWords INSTANCE = new SqliteWords();

    /** A class with fewer documents is searched without an index. */
    private static final int WORTH_AN_INDEX = 1_000;
    /** The number of documents beyond which a search enters those that have changed, instead of reading them. */
    private static final int FEW = 100;

    /** The length of the documents after which a step of entering ends. */
    private static final int STEP_CHARACTERS = 4_000_000;
    /** The memory in which FTS5 collects the words of a step, so that it writes and merges them once. */
    private static final int HASH_BYTES = 8_000_000;

    private static final System.Logger LOG = System.getLogger(SqliteWords.class.getName());

    private SqliteWords() {}

    private static String table(long number) {
        return WordTables.INDEX + number;
    }

    /** Returns the numbers of the documents that an index does not show as they are. */
    private static String behind(long number) {
        return "(SELECT id FROM object_words_behind WHERE number = " + number + ")";
    }

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
                        "SELECT coalesce(max(number), 0) FROM object_words WHERE class_name = ? AND fields = ?"
                                + " AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '" + WordTables.INDEX
                                + "' || number)",
                        className,
                        RecordedFields.text(fields))
                : 0;
    }

    @Override
    public Map<String, List<WordField>> fields(StatementCache statements) throws SQLException {
        Map<String, List<WordField>> fields = new TreeMap<>();
        if (isComplete(statements)) {
            statements.forEach(
                    "SELECT class_name, fields FROM object_words",
                    row -> fields.put(row.getString(1), RecordedFields.read(row.getString(2))));
        }
        fields.values().removeIf(List::isEmpty);
        return fields;
    }

    @Override
    public void outdate(StatementCache statements, String className) throws SQLException {
        if (isComplete(statements)) {
            // The record stays until the index is built again, so that its number is not used again.
            statements.update("UPDATE object_words SET fields = '' WHERE class_name = ?", className);
        }
    }

    @Override
    public List<String> drift(StatementCache statements) throws SQLException {
        return isComplete(statements) ? new WordDrift(statements).problems() : List.of();
    }

    @Override
    public boolean isBehind(StatementCache statements, String className, List<WordField> fields) throws SQLException {
        boolean isWhole = fields.equals(List.of(WordField.EVERYTHING));
        if (isWhole) {
            return false;
        }
        long number = number(statements, className, fields);
        return number == 0
                ? hasRows(statements, "objects WHERE class_name = ?", WORTH_AN_INDEX, className)
                : hasRows(statements, "object_words_behind WHERE number = ?", FEW, number);
    }

    private static boolean hasRows(StatementCache statements, String from, int least, Object parameter)
            throws SQLException {
        return statements.number("SELECT count(*) FROM (SELECT 1 FROM " + from + " LIMIT " + least + ")", parameter)
                == least;
    }

    @Override
    public boolean enter(StatementCache statements, String className, List<WordField> fields, int most)
            throws SQLException {
        long number = number(statements, className, fields);
        if (number == 0) {
            number = make(statements, className, fields);
        }
        return enter(statements, className, number, fields, most);
    }

    /** A document that is not JSON stays behind, does not count, and is reported by each search. */
    private static boolean enter(
            StatementCache statements, String className, long number, List<WordField> fields, int most)
            throws SQLException {
        WantedFields wanted = new WantedFields();
        WordMatcher.of("", fields).want(wanted);
        PreparedStatement changed = statements.prepare("SELECT b.id, o.content FROM object_words_behind b"
                + " LEFT JOIN objects o ON o.id = b.id AND o.class_name = ? WHERE b.number = ?");
        StatementCache.bind(changed, className, number);
        List<Object[]> rows = new ArrayList<>();
        List<Long> read = new ArrayList<>();
        boolean more = false;
        int size = 0;
        try (ResultSet each = changed.executeQuery()) {
            while (!more && each.next()) {
                long id = each.getLong(1);
                String content = each.getString(2);
                try {
                    if (content != null) {
                        List<Object> row = new ArrayList<>(List.of(id));
                        row.addAll(IndexedWords.of(fields, JsonReader.read(content, wanted, false)));
                        rows.add(row.toArray());
                        size += content.length();
                    }
                    read.add(id);
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, "A document of class " + className + " is not JSON", e);
                }
                more = read.size() == most || size >= STEP_CHARACTERS;
            }
        }
        String ids = read.toString();
        statements.update("DELETE FROM " + table(number) + " WHERE rowid IN (SELECT value FROM json_each(?))", ids);
        statements.batch(
                "INSERT INTO " + table(number) + " (rowid, " + columns(fields) + ") VALUES (?"
                        + ", ?".repeat(fields.size()) + ")",
                rows,
                row -> row);
        statements.update(
                "DELETE FROM object_words_behind WHERE number = ? AND id IN (SELECT value FROM json_each(?))",
                number,
                ids);
        return more;
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
        removeOf(statements, className);
        statements.update(
                "INSERT INTO object_words (number, class_name, fields) VALUES (?, ?, ?)",
                number,
                className,
                RecordedFields.text(fields));
        statements.execute("CREATE VIRTUAL TABLE " + table(number) + " USING fts5(" + columns(fields)
                + ", content='', contentless_delete=1, tokenize='ascii')");
        statements.update(
                "INSERT INTO " + table(number) + " (" + table(number) + ", rank) VALUES ('hashsize', ?)", HASH_BYTES);
        statements.update(
                "INSERT INTO object_words_behind (number, id) SELECT ?, id FROM objects WHERE class_name = ?",
                number,
                className);
        return number;
    }

    private static void removeOf(StatementCache statements, String className) throws SQLException {
        for (long former : statements.list(
                "SELECT number FROM object_words WHERE class_name = ?", row -> row.getLong(1), className)) {
            statements.execute("DROP TABLE IF EXISTS " + table(former));
            statements.update("DELETE FROM object_words_behind WHERE number = ?", former);
        }
        statements.update("DELETE FROM object_words WHERE class_name = ?", className);
    }

    static void removeAll(StatementCache statements) throws SQLException {
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
        String table = table(words.index());
        String rows = "objects.id IN (SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?)";
        List<Sql> found = new ArrayList<>();
        if (!match.sought().isEmpty()) {
            found.add(Sql.of(rows, match.sought()));
        }
        if (!match.excluded().isEmpty()) {
            found.add(Sql.of(rows, match.excluded()).not());
        }
        Sql all = Sql.all(found);
        Sql behind = INSTANCE.behind(words);
        return new SqlCondition(Sql.or(behind, all), Sql.and(behind.not(), all), behind);
    }

    @Override
    public boolean hasBehind(StatementCache statements, Term.Words words) throws SQLException {
        return statements.finds("SELECT 1 FROM object_words_behind WHERE number = ?", words.index());
    }

    @Override
    public Sql behind(Term.Words words) {
        return Sql.of("objects.id IN " + behind(words.index()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Without another condition, the statement sorts the scores itself, because FTS5 would sort the places of the
     * words with them.
     */
    @Override
    public @Nullable Sql ranked(Term.Words words, Sql where, long most) {
        MatchText match = MatchText.of(words);
        if (match.sought().isEmpty()) {
            return null;
        }
        Sql found = found(words, match, " AND rank MATCH ?", weights(words.fields()));
        List<Object> parameters = new ArrayList<>(found.parameters());
        String best = "SELECT rowid AS row, rank AS score FROM " + found.text();
        if (where.isTrue()) {
            parameters.add(most);
            best += " ORDER BY +rank LIMIT ?";
        } else {
            parameters.addAll(where.parameters());
            best += " ORDER BY rank";
        }
        return new Sql(
                "SELECT " + Rows.COLUMNS + ", best.score FROM (" + best
                        + ") best CROSS JOIN objects ON objects.id = best.row WHERE " + where.text(),
                parameters);
    }

    @Override
    public @Nullable Sql entered(Term.Words words) {
        MatchText match = MatchText.of(words);
        return match.sought().isEmpty() ? null : found(words, match, "");
    }

    /** Returns the table of an index with the condition on the rows that are found and not behind. */
    private static Sql found(Term.Words words, MatchText match, String condition, Object... parameters) {
        String table = table(words.index());
        List<Object> all = new ArrayList<>(List.of(match.sought()));
        all.addAll(List.of(parameters));
        String excluded = "";
        if (!match.excluded().isEmpty()) {
            excluded = " AND rowid NOT IN (SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?)";
            all.add(match.excluded());
        }
        return new Sql(
                table + " WHERE " + table + " MATCH ?" + condition + excluded + " AND rowid NOT IN "
                        + behind(words.index()),
                all);
    }

    @Override
    public IndexStatistics statistics(StatementCache statements, Term.Words words) throws SQLException {
        String table = table(words.index());
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
            String table = table(number);
            // A row stays behind until a search enters it again, but what the index had of it is gone.
            statements.update("DELETE FROM " + table + " WHERE rowid IN " + behind(number));
            // REPLACE by SQL runs no trigger for the row that it deletes.
            statements.update(
                    "DELETE FROM " + table + " WHERE rowid NOT IN (SELECT o.id FROM objects o JOIN object_words w"
                            + " ON w.class_name = o.class_name WHERE w.number = ?)",
                    number);
            statements.update("INSERT INTO " + table + " (" + table + ") VALUES ('optimize')");
        }
    }
}
