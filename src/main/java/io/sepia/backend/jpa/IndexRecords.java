package io.sepia.backend.jpa;

import io.sepia.backend.jpa.sql.SqliteTexts;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.query.FieldPath;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.Value;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code object_indexes}: which indexes there are. The same in every database. */
final class IndexRecords {
    static final List<String> SQLITE_STEP = List.of("""
            CREATE TABLE object_indexes (
              number INTEGER PRIMARY KEY,
              class_name TEXT NOT NULL,
              fields TEXT NOT NULL,
              is_unique INTEGER NOT NULL,
              declared INTEGER NOT NULL,
              UNIQUE (class_name, fields, is_unique)
            ) STRICT""");

    /** In H2 the values of unique indexes stand in a table, as hashes, and go with the rows that they are of. */
    static final List<String> H2_STEP = List.of("""
            CREATE TABLE IF NOT EXISTS object_indexes (
              number BIGINT PRIMARY KEY,
              class_name VARCHAR(255) NOT NULL,
              fields VARCHAR(32000) NOT NULL,
              is_unique INTEGER NOT NULL,
              declared INTEGER NOT NULL,
              CONSTRAINT object_indexes_key UNIQUE (class_name, fields, is_unique)
            )""", """
            CREATE TABLE IF NOT EXISTS unique_values (
              index_number BIGINT NOT NULL,
              hash VARBINARY(32) NOT NULL,
              class_name VARCHAR(255) NOT NULL,
              object_id VARCHAR(512) NOT NULL,
              PRIMARY KEY (index_number, hash),
              FOREIGN KEY (index_number) REFERENCES object_indexes (number) ON DELETE CASCADE,
              FOREIGN KEY (class_name, object_id) REFERENCES objects (class_name, object_id) ON DELETE CASCADE
            )""");

    private static final String SELECT = "SELECT number, class_name, fields, is_unique, declared FROM object_indexes";

    private final StatementCache statements;

    IndexRecords(StatementCache statements) {
        this.statements = statements;
    }

    /** An index and its number. */
    record Numbered(long number, IndexEntry entry) {
        IndexDefinition definition() {
            return entry.definition();
        }
    }

    List<Numbered> all() throws SQLException {
        return read(statements.prepare(SELECT + " ORDER BY class_name, number"));
    }

    List<Numbered> ofClass(String className) throws SQLException {
        PreparedStatement statement = statements.prepare(SELECT + " WHERE class_name = ? ORDER BY number");
        statement.setString(1, className);
        return read(statement);
    }

    @Nullable
    Numbered of(long number) throws SQLException {
        PreparedStatement statement = statements.prepare(SELECT + " WHERE number = ?");
        statement.setLong(1, number);
        return read(statement).stream().findFirst().orElse(null);
    }

    @Nullable
    Numbered of(IndexDefinition definition) throws SQLException {
        return ofClass(definition.className()).stream()
                .filter(each -> each.definition().equals(definition))
                .findFirst()
                .orElse(null);
    }

    /** Records an index and returns its number. */
    long add(IndexDefinition definition, boolean declared) throws SQLException {
        long number;
        try (ResultSet rows = statements
                .prepare("SELECT coalesce(max(number), 0) + 1 FROM object_indexes")
                .executeQuery()) {
            rows.next();
            number = rows.getLong(1);
        }
        PreparedStatement statement =
                statements.prepare("INSERT INTO object_indexes (number, class_name, fields, is_unique, declared)"
                        + " VALUES (?, ?, ?, ?, ?)");
        statement.setLong(1, number);
        statement.setString(2, definition.className());
        statement.setString(3, SqliteTexts.array(definition.fieldNames()));
        statement.setInt(4, definition.unique() ? 1 : 0);
        statement.setInt(5, declared ? 1 : 0);
        statement.executeUpdate();
        return number;
    }

    /** Records that nobody declares an index any more, but somebody has added it. */
    void keep(long number) throws SQLException {
        PreparedStatement statement = statements.prepare("UPDATE object_indexes SET declared = 0 WHERE number = ?");
        statement.setLong(1, number);
        statement.executeUpdate();
    }

    void remove(long number) throws SQLException {
        PreparedStatement statement = statements.prepare("DELETE FROM object_indexes WHERE number = ?");
        statement.setLong(1, number);
        statement.executeUpdate();
    }

    private static List<Numbered> read(PreparedStatement statement) throws SQLException {
        List<Numbered> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                IndexDefinition definition = new IndexDefinition(
                        rows.getString(2), fields(rows.getLong(1), rows.getString(3)), rows.getInt(4) != 0);
                found.add(new Numbered(rows.getLong(1), new IndexEntry(definition, rows.getInt(5) != 0)));
            }
        }
        return found;
    }

    private static List<FieldPath> fields(long number, String json) {
        if (Value.ofJson(json) instanceof Value.Array array
                && array.elements().stream().allMatch(each -> each instanceof Value.Text)) {
            return array.elements().stream()
                    .map(each -> FieldPath.parse(((Value.Text) each).value()))
                    .toList();
        }
        throw new IncompatibleStoreException("Index " + number + " in the table object_indexes has fields that are no"
                + " JSON array of texts. Correct or delete its row with SQL.");
    }
}
