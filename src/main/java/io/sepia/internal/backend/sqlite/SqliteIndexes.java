package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.NotUniqueException;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.IndexRecords;
import io.sepia.internal.backend.sql.IndexRecords.Numbered;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.json.FieldPath;
import io.sepia.query.IndexDefinition;
import io.sepia.query.QueryPlan;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite indexes on the expressions that begin the conditions of {@link SqliteQueryDialect}. Each index is limited to
 * the rows of its class, so that other classes do not pay for it. SQLite maintains the indexes itself. See decision
 * 0040.
 *
 * <p>The id follows the fields, so that rows with equal fields are in the order in which queries return them. In a
 * unique index, the id is replaced by expressions that distinguish kinds of values which SQLite considers equal, or
 * that are NULL for values which equal nothing.
 */
final class SqliteIndexes implements DatabaseIndexes {
    static final SqliteIndexes INSTANCE = new SqliteIndexes();

    private static final String NAME = "objects_index_";
    private static final String OF_NAME = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?";
    private static final Pattern NAMED = Pattern.compile("\\b" + NAME + "(\\d{1,18})\\b");
    private static final Pattern BY_ID = Pattern.compile("sqlite_autoindex_objects_1 \\(class_name=\\? AND object_id");
    private static final int NAMED_DUPLICATES = 5;

    private SqliteIndexes() {}

    @Override
    public void build(StatementCache statements, long number, IndexDefinition definition) throws SQLException {
        try {
            statements.execute(sql(number, definition));
        } catch (SQLException e) {
            if (isUniqueViolation(e)) {
                throw NotUniqueException.building(
                        definition.className(), definition.fields(), duplicates(statements, definition));
            }
            String damaged = SqliteDatabase.INSTANCE.malformed(statements, definition.className(), e);
            if (damaged != null) {
                throw new DamagedDocumentException(
                        "Index " + definition + " cannot be built: " + new ObjectKey(definition.className(), damaged)
                                + " is not valid JSON. Correct its row with SQL or restore it from a backup.",
                        e);
            }
            throw e;
        }
    }

    private static String sql(long number, IndexDefinition definition) {
        List<String> columns =
                definition.unique() ? keys(definition, "content") : new ArrayList<>(values(definition, "content"));
        if (!definition.unique()) {
            columns.add("object_id");
        }
        return "CREATE " + (definition.unique() ? "UNIQUE " : "") + "INDEX " + NAME + number + " ON objects ("
                + String.join(", ", columns) + ") WHERE " + SqliteQueryDialect.rowsOf(definition.className());
    }

    @Override
    public ClassChanges changes(StatementCache statements, String className, @Nullable Object since)
            throws SQLException {
        ClassChanges listed = SqliteVectors.changes(statements, className, since);
        return listed == null ? DatabaseIndexes.super.changes(statements, className, since) : listed;
    }

    @Override
    public boolean isWorthFollowing(StatementCache statements, String className) throws SQLException {
        return SqliteVectors.isWorthFollowing(statements, className);
    }

    @Override
    public void follow(StatementCache statements, String className) throws SQLException {
        SqliteVectors.follow(statements, className);
    }

    @Override
    public boolean hasBrokenTriggers(StatementCache statements) throws SQLException {
        return lackTables(statements, WordTables.TABLES, WordTables.TRIGGERS.keySet())
                || lackTables(statements, SqliteVectors.TABLES, SqliteVectors.TRIGGERS.keySet());
    }

    @Override
    public void dropBrokenTriggers(StatementCache statements) throws SQLException {
        if (lackTables(statements, WordTables.TABLES, WordTables.TRIGGERS.keySet())) {
            SqliteWords.removeAll(statements);
        }
        if (lackTables(statements, SqliteVectors.TABLES, SqliteVectors.TRIGGERS.keySet())) {
            SqliteVectors.removeAll(statements);
        }
    }

    private static boolean lackTables(StatementCache statements, List<String> tables, Set<String> triggers)
            throws SQLException {
        return count(statements, "trigger", triggers) > 0 && count(statements, "table", tables) < tables.size();
    }

    private static long count(StatementCache statements, String type, Collection<String> names) throws SQLException {
        return statements.number(
                "SELECT count(*) FROM sqlite_schema WHERE type = ? AND name IN ('" + String.join("', '", names) + "')",
                type);
    }

    @Override
    public void forget(StatementCache statements, String className) throws SQLException {
        DatabaseIndexes.super.forget(statements, className);
        SqliteVectors.forget(statements, className);
    }

    @Override
    public Words words() {
        return SqliteWords.INSTANCE;
    }

    private static List<String> values(IndexDefinition definition, String document) {
        return definition.fields().stream()
                .map(each -> SqliteValue.at(FieldPath.parse(each), document).value())
                .toList();
    }

    /** Returns the fields, which queries search, followed by the kind of value of each field. */
    private static List<String> keys(IndexDefinition definition, String document) {
        List<String> keys = new ArrayList<>(values(definition, document));
        for (String field : definition.fields()) {
            keys.add("CASE " + SqliteValue.at(FieldPath.parse(field), document).type()
                    + " WHEN 'text' THEN 0 WHEN 'integer' THEN 0 WHEN 'real' THEN 0 WHEN 'true' THEN 1"
                    + " WHEN 'false' THEN 1 END");
        }
        return keys;
    }

    private static List<String> duplicates(StatementCache statements, IndexDefinition definition) throws SQLException {
        List<String> keys = keys(definition, "content");
        String sql = "SELECT min(object_id), max(object_id) FROM objects WHERE "
                + SqliteQueryDialect.rowsOf(definition.className())
                + keys.stream().map(each -> " AND " + each + " IS NOT NULL").collect(Collectors.joining())
                + " GROUP BY " + String.join(", ", keys) + " HAVING count(*) > 1 LIMIT " + NAMED_DUPLICATES;
        List<String> ids = new ArrayList<>();
        statements.forEach(sql, row -> {
            ids.add(row.getString(1));
            ids.add(row.getString(2));
        });
        return ids;
    }

    @Override
    public void remove(StatementCache statements, long number) throws SQLException {
        statements.execute("DROP INDEX IF EXISTS " + NAME + number);
    }

    @Override
    public @Nullable NotUniqueException violation(
            StatementCache statements, List<DocumentWrite> writes, SQLException error) throws SQLException {
        Matcher named = NAMED.matcher(String.valueOf(error.getMessage()));
        if (!isUniqueViolation(error) || !named.find()) {
            return null;
        }
        Numbered index = new IndexRecords(statements).of(Long.parseLong(named.group(1)));
        if (index == null) {
            return null;
        }
        IndexDefinition definition = index.definition();
        // The writes before the refused one are in the table and equal no other document, so the first write that
        // equals one is the refused one.
        for (DocumentWrite write : writes) {
            if (write.key().className().equals(definition.className())) {
                String other = equal(statements, definition, write);
                if (other != null) {
                    return NotUniqueException.saving(
                            definition.className(),
                            definition.fields(),
                            write.key().id(),
                            other);
                }
            }
        }
        return null;
    }

    /** Returns the id of another stored document that equals the one to be written, or null. */
    private static @Nullable String equal(StatementCache statements, IndexDefinition definition, DocumentWrite write)
            throws SQLException {
        List<String> stored = keys(definition, "content");
        List<String> given = keys(definition, "given.document");
        StringBuilder sql = new StringBuilder("SELECT object_id FROM objects, (SELECT ? AS document) AS given WHERE ")
                .append(SqliteQueryDialect.rowsOf(definition.className()))
                .append(" AND object_id <> ?");
        for (int i = 0; i < stored.size(); i++) {
            sql.append(" AND ").append(stored.get(i)).append(" = ").append(given.get(i));
        }
        return statements
                .first(
                        sql.append(" LIMIT 1").toString(),
                        row -> row.getString(1),
                        write.content(),
                        write.key().id())
                .orElse(null);
    }

    private static boolean isUniqueViolation(SQLException error) {
        return error instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Without statistics, SQLite assumes that a class has ten rows, which it would rather sort than look up.
     */
    @Override
    public String inOrder(StatementCache statements, String className, List<Criterion> order) throws SQLException {
        Numbered best = null;
        int most = 0;
        for (Numbered each : new IndexRecords(statements).ofClass(className)) {
            int common = common(each.definition().fields(), order);
            if (common > most && isBuilt(statements, each.number())) {
                best = each;
                most = common;
            }
        }
        return best == null ? "" : " INDEXED BY " + NAME + best.number();
    }

    /** Returns how many criteria are the first fields of an index. */
    private static int common(List<String> fields, List<Criterion> order) {
        int common = 0;
        while (common < Math.min(fields.size(), order.size())
                && order.get(common).operand() instanceof Operand.Content content
                && content.path().toString().equals(fields.get(common))) {
            common++;
        }
        return common;
    }

    /** Returns the numbers of the recorded indexes that do not exist, or that SQL has replaced by others. */
    static List<Long> missing(StatementCache statements) throws SQLException {
        IndexRecords records = new IndexRecords(statements);
        List<Long> missing = new ArrayList<>();
        for (long each : records.numbers()) {
            if (!isThere(statements, each)) {
                missing.add(each);
            }
        }
        for (Numbered each : records.readable()) {
            if (INSTANCE.isReplaced(statements, each)) {
                missing.add(each.number());
            }
        }
        return missing;
    }

    @Override
    public boolean isBuilt(StatementCache statements, long number) throws SQLException {
        return isThere(statements, number);
    }

    @Override
    public boolean isReplaced(StatementCache statements, Numbered index) throws SQLException {
        return statements.finds(
                OF_NAME + " AND sql IS NOT ?", NAME + index.number(), sql(index.number(), index.definition()));
    }

    private static boolean isThere(StatementCache statements, long number) throws SQLException {
        return statements.finds(OF_NAME, NAME + number);
    }

    @Override
    public QueryPlan plan(StatementCache statements, Sql query) throws SQLException {
        // First, because an explanation alone does not notice a change of the schema.
        List<Numbered> indexes = new IndexRecords(statements).all();
        List<String> lines = new ArrayList<>();
        try (PreparedStatement statement =
                statements.connection().prepareStatement("EXPLAIN QUERY PLAN " + query.text())) {
            StatementCache.bind(statement, query.parameters().toArray());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString("detail"));
                }
            }
        }
        String text = String.join("\n", lines);
        Set<Long> named = new HashSet<>();
        for (Matcher name = NAMED.matcher(text); name.find(); ) {
            named.add(Long.parseLong(name.group(1)));
        }
        List<IndexDefinition> used = indexes.stream()
                .filter(each -> named.contains(each.number()))
                .map(Numbered::definition)
                .toList();
        if (!used.isEmpty()) {
            return new QueryPlan(QueryPlan.Way.INDEX, used, text);
        }
        return BY_ID.matcher(text).find() ? new QueryPlan(QueryPlan.Way.ID, used, text) : QueryPlan.scan(text);
    }
}
