package io.sepia.internal.backend.sql;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code object_indexes}, which records the indexes of a store. It is the same in every database. */
public final class IndexRecords {
    private static final String SELECT = "SELECT number, class_name, fields, is_unique, declared FROM object_indexes";

    private final StatementCache statements;

    public IndexRecords(StatementCache statements) {
        this.statements = statements;
    }

    /** An index and its number. */
    public record Numbered(long number, IndexEntry entry) {
        public IndexDefinition definition() {
            return entry.definition();
        }
    }

    public List<Numbered> all() throws SQLException {
        return read(statements.prepare(SELECT + " ORDER BY class_name, number"));
    }

    public List<Numbered> ofClass(String className) throws SQLException {
        PreparedStatement statement = statements.prepare(SELECT + " WHERE class_name = ? ORDER BY number");
        statement.setString(1, className);
        return read(statement);
    }

    @Nullable
    public Numbered of(long number) throws SQLException {
        PreparedStatement statement = statements.prepare(SELECT + " WHERE number = ?");
        statement.setLong(1, number);
        return read(statement).stream().findFirst().orElse(null);
    }

    @Nullable
    public Numbered of(IndexDefinition definition) throws SQLException {
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
        statement.setString(
                3,
                JsonWriter.write(new Value.Array(
                        definition.fields().stream().<Value>map(Value.Text::new).toList(), null)));
        statement.setInt(4, definition.unique() ? 1 : 0);
        statement.setInt(5, declared ? 1 : 0);
        statement.executeUpdate();
        return number;
    }

    /** Records that an index was added by a call, so that it no longer depends on a declaration. */
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

    private static List<String> fields(long number, String json) {
        if (Value.ofJson(json) instanceof Value.Array array
                && array.elements().stream().allMatch(each -> each instanceof Value.Text)) {
            return array.elements().stream()
                    .map(each -> ((Value.Text) each).value())
                    .toList();
        }
        throw new IncompatibleStoreException("Index " + number + " in the table object_indexes has fields that are not"
                + " a JSON array of texts. Correct or delete its row with SQL.");
    }
}
