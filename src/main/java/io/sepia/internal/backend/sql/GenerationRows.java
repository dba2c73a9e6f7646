package io.sepia.internal.backend.sql;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes generations with the statements of one connection. A row of version 0 is not a generation: it
 * records the highest number of an object whose generations are gone. See decisions 0055 and 0059.
 */
public final class GenerationRows {
    private static final String COLUMNS =
            "class_name, object_id, number, object_type, metadata, version, created_at, deleted_at, content, checksum";

    /**
     * The number of the stored object as a generation. Avoids {@code max}, for which some databases read all
     * generations.
     */
    private static final String NUMBER_OF_STORED = "coalesce((SELECT g.number FROM object_generations g"
            + " WHERE g.class_name = objects.class_name AND g.object_id = objects.object_id"
            + " ORDER BY g.class_name, g.object_id, g.number DESC LIMIT 1), 0) + 1";

    /** A statement that keeps rows of objects as generations; a condition must be appended. */
    public static final String KEEP = keep("NULL");

    private static final String HEADER = "number, object_type, metadata, version, created_at, deleted_at";
    private static final String WHOLE = HEADER + ", content, checksum";
    private static final String OF_KEY = " FROM object_generations WHERE class_name = ? AND object_id = ?";
    private static final String OF_GENERATION = OF_KEY + " AND version > 0";

    /** The order of the index. */
    private static final String BY_NUMBER = " ORDER BY class_name, object_id, number";

    public static final String LATEST = "SELECT " + WHOLE + OF_GENERATION + BY_NUMBER + " DESC LIMIT 1";
    public static final String AT_MOMENT =
            "SELECT " + WHOLE + OF_GENERATION + " AND created_at <= ?" + BY_NUMBER + " DESC LIMIT 1";
    private static final String AT_NUMBER = "SELECT " + WHOLE + OF_GENERATION + " AND number = ?";
    private static final String PAGE = "SELECT " + HEADER + OF_GENERATION + " AND number > ?" + BY_NUMBER + " LIMIT ?";
    private static final String CURRENT = "SELECT " + NUMBER_OF_STORED
            + ", object_type, metadata, version, updated_at, NULL, content, checksum FROM objects WHERE class_name = ?"
            + " AND object_id = ? AND EXISTS (SELECT 1 FROM object_rules WHERE object_rules.class_name ="
            + " objects.class_name AND history = 1)";
    private static final String INSERT =
            "INSERT INTO object_generations (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String EMPTY = "UPDATE object_generations SET version = 0, content = '', metadata = NULL,"
            + " deleted_at = NULL, checksum = NULL WHERE class_name = ? AND object_id = ? AND version > 0";

    private static final String RECORD = "INSERT INTO object_generations (class_name, object_id, number, object_type,"
            + " version, created_at, content) VALUES (?, ?, ?, '', 0, 0, '')";
    private static final String HIGHEST = "SELECT number" + OF_KEY + BY_NUMBER + " DESC LIMIT 1";

    private final StatementCache statements;

    GenerationRows(StatementCache statements) {
        this.statements = statements;
    }

    /**
     * Returns a statement that keeps rows of objects as generations; a condition must be appended.
     *
     * @param deletedAt the time of the deletion as a SQL expression
     */
    public static String keep(String deletedAt) {
        return "INSERT INTO object_generations (" + COLUMNS + ") SELECT class_name, object_id, "
                + NUMBER_OF_STORED + ", object_type, metadata, version, updated_at, " + deletedAt
                + ", content, checksum FROM objects";
    }

    /** Returns the stored object, if its class counts each save as a generation. */
    Optional<StoredGeneration> current(ObjectKey key) throws SQLException {
        return one(CURRENT, key, null);
    }

    Optional<StoredGeneration> latest(ObjectKey key) throws SQLException {
        return one(LATEST, key, null);
    }

    Optional<StoredGeneration> at(ObjectKey key, long number) throws SQLException {
        return one(AT_NUMBER, key, number);
    }

    /** Of those in the table. */
    Optional<StoredGeneration> at(ObjectKey key, Instant moment) throws SQLException {
        return one(AT_MOMENT, key, Rows.micros(moment)).filter(each -> {
            Instant deleted = each.header().deletedAt();
            return deleted == null || deleted.isAfter(moment);
        });
    }

    private Optional<StoredGeneration> one(String sql, ObjectKey key, @Nullable Long parameter) throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        Rows.bind(statement, key);
        if (parameter != null) {
            statement.setLong(3, parameter);
        }
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(whole(key, rows)) : Optional.empty();
        }
    }

    /** Of those in the table. */
    List<GenerationHeader> page(ObjectKey key, long after, int limit) throws SQLException {
        PreparedStatement statement = statements.prepare(PAGE);
        Rows.bind(statement, key);
        statement.setLong(3, after);
        statement.setInt(4, limit);
        RowOrder<Long> order = RowOrder.ofNumbers("the generations of " + key, after);
        List<GenerationHeader> page = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                GenerationHeader header = header(key, rows);
                order.next(header.number());
                page.add(header);
            }
        }
        return page;
    }

    long count(ObjectKey key) throws SQLException {
        PreparedStatement statement = statements.prepare("SELECT count(*)" + OF_GENERATION);
        Rows.bind(statement, key);
        try (ResultSet rows = statement.executeQuery()) {
            long kept = rows.next() ? rows.getLong(1) : 0;
            return kept + (current(key).isPresent() ? 1 : 0);
        }
    }

    List<String> ids(Database database, String className, String afterId, int limit) throws SQLException {
        String order = database.inIdOrder("object_id");
        PreparedStatement statement = statements.prepare(
                "SELECT object_id FROM object_generations WHERE class_name = ? AND version > 0 AND " + order + " > "
                        + database.inIdOrder("?") + " GROUP BY object_id ORDER BY " + order + " LIMIT ?");
        statement.setString(1, className);
        statement.setString(2, afterId);
        statement.setInt(3, limit);
        RowOrder<String> inOrder = RowOrder.ofIds("the generations of class " + className, afterId);
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(inOrder.next(rows.getString(1)));
            }
        }
        return ids;
    }

    List<String> classes() throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = statements
                .prepare("SELECT DISTINCT class_name FROM object_generations WHERE version > 0")
                .executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        names.sort(ObjectKey.TEXT_ORDER);
        return names;
    }

    /**
     * Keeps the stored object as a generation, unless it is one already. Returns the number of the generation, or 0 if
     * the object is not stored.
     */
    long keep(ObjectKey key, HistoryRule rule) throws SQLException {
        if (rule.everySave()) {
            return current(key).map(StoredGeneration::number).orElse(0L);
        }
        PreparedStatement keep = statements.prepare(KEEP + " WHERE class_name = ? AND object_id = ? AND NOT EXISTS"
                + " (SELECT 1 FROM object_generations g WHERE g.class_name = objects.class_name AND g.object_id ="
                + " objects.object_id AND g.version = objects.version AND g.created_at = objects.updated_at AND"
                + " g.deleted_at IS NULL AND g.content = objects.content AND g.number = (SELECT max(m.number) FROM"
                + " object_generations m WHERE m.class_name = objects.class_name AND m.object_id ="
                + " objects.object_id))");
        Rows.bind(keep, key);
        keep.executeUpdate();
        if (!isStored(key)) {
            return 0;
        }
        long number = highest(key);
        if (rule.generations() > 0) {
            trim(key, number - rule.generations());
        }
        return number;
    }

    private boolean isStored(ObjectKey key) throws SQLException {
        PreparedStatement statement =
                statements.prepare("SELECT 1 FROM objects WHERE class_name = ? AND object_id = ?");
        Rows.bind(statement, key);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    long highest(ObjectKey key) throws SQLException {
        PreparedStatement statement = statements.prepare(HIGHEST);
        Rows.bind(statement, key);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Deletes the generations up to a number. */
    void trim(ObjectKey key, long upTo) throws SQLException {
        PreparedStatement trim = statements.prepare("DELETE" + OF_KEY + " AND number <= ?");
        Rows.bind(trim, key);
        trim.setLong(3, upTo);
        trim.executeUpdate();
    }

    /** Replaces all generations of an object by a record of their highest number. */
    public static void empty(StatementCache statements, ObjectKey key) throws SQLException {
        PreparedStatement empty = statements.prepare(EMPTY);
        Rows.bind(empty, key);
        empty.executeUpdate();
    }

    /** Deletes all generations of an object, and the record of their number. */
    static void delete(StatementCache statements, ObjectKey key) throws SQLException {
        PreparedStatement delete = statements.prepare("DELETE" + OF_KEY);
        Rows.bind(delete, key);
        // A trigger may record the number of the last generation.
        while (delete.executeUpdate() > 0) {
            Rows.bind(delete, key);
        }
    }

    void restore(ObjectKey key, List<StoredGeneration> generations) throws SQLException {
        long highest = highest(key);
        delete(statements, key);
        PreparedStatement insert = statements.prepare(INSERT);
        for (StoredGeneration each : generations) {
            GenerationHeader header = each.header();
            Rows.bind(insert, key);
            insert.setLong(3, header.number());
            insert.setString(4, header.type().text());
            Rows.setText(insert, 5, header.metadata());
            insert.setLong(6, header.version());
            insert.setLong(7, Rows.micros(header.createdAt()));
            Instant deletedAt = header.deletedAt();
            if (deletedAt == null) {
                insert.setNull(8, Types.BIGINT);
            } else {
                insert.setLong(8, Rows.micros(deletedAt));
            }
            insert.setString(9, each.content());
            insert.setLong(10, Checksum.of(key, each.content(), header.metadata()));
            insert.addBatch();
        }
        insert.executeBatch();
        if (highest > highest(key)) {
            PreparedStatement record = statements.prepare(RECORD);
            Rows.bind(record, key);
            record.setLong(3, highest);
            record.executeUpdate();
        }
    }

    /** Deletes the generations that were no longer the latest at {@code moment}. */
    void drop(ObjectKey key, Instant moment) throws SQLException {
        boolean isFollowed = current(key)
                .filter(each -> !each.header().createdAt().isAfter(moment))
                .isPresent();
        long upTo = isFollowed
                ? highest(key) - 1
                : one(AT_MOMENT, key, Rows.micros(moment))
                        .map(each -> each.number() - 1)
                        .orElse(0L);
        if (upTo > 0) {
            trim(key, upTo);
        }
        if (isFollowed) {
            empty(statements, key);
        }
    }

    private static StoredGeneration whole(ObjectKey key, ResultSet row) throws SQLException {
        GenerationHeader header = header(key, row);
        Utf8Text content = Utf8Text.of(row.getString(7));
        long checksum = row.getLong(8);
        if (!row.wasNull() && !Checksum.matches(checksum, key, content, header.metadata())) {
            throw new DamagedDocumentException(
                    "Generation " + header.number() + " of " + key
                            + " does not match its checksum: its row was changed by something other than a save. Restore it"
                            + " from a backup.",
                    null,
                    key.className(),
                    key.id());
        }
        return new StoredGeneration(header, content.text());
    }

    private static GenerationHeader header(ObjectKey key, ResultSet row) throws SQLException {
        long deletedAt = row.getLong(6);
        boolean isDeleted = !row.wasNull();
        String of = "A generation of " + key;
        return new GenerationHeader(
                key,
                row.getLong(1),
                ObjectType.of(Rows.text(row, 2, of)),
                row.getString(3),
                row.getLong(4),
                Rows.instant(row.getLong(5), of),
                isDeleted ? Rows.instant(deletedAt, of) : null);
    }
}
