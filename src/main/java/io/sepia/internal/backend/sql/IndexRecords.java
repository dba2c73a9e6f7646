package io.sepia.internal.backend.sql;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code object_indexes}, which records the indexes of a store. It is the same in every database. */
public final class IndexRecords {
    private static final String SELECT = "SELECT number, class_name, fields, is_unique, declared FROM object_indexes";

    /** Reads all rows, for the reason of {@link JpaChangeLog#LAST}. */
    private static final String LAST = "SELECT max(number + 0) FROM object_indexes";

    private final StatementCache statements;

    public IndexRecords(StatementCache statements) {
        this.statements = statements;
    }

    public record Numbered(long number, IndexEntry entry) {
        public IndexDefinition definition() {
            return entry.definition();
        }
    }

    public List<Numbered> all() throws SQLException {
        return statements.list(SELECT + " ORDER BY class_name, number", IndexRecords::read);
    }

    public List<Numbered> ofClass(String className) throws SQLException {
        return statements.list(SELECT + " WHERE class_name = ? ORDER BY number", IndexRecords::read, className);
    }

    @Nullable
    public Numbered of(long number) throws SQLException {
        return statements
                .first(SELECT + " WHERE number = ?", IndexRecords::read, number)
                .orElse(null);
    }

    @Nullable
    public Numbered of(IndexDefinition definition) throws SQLException {
        return ofClass(definition.className()).stream()
                .filter(each -> each.definition().equals(definition))
                .findFirst()
                .orElse(null);
    }

    long add(IndexDefinition definition, boolean declared) throws SQLException {
        long number = statements.number(LAST) + 1;
        List<Value> fields =
                definition.fields().stream().<Value>map(Value.Text::new).toList();
        statements.update(
                "INSERT INTO object_indexes (number, class_name, fields, is_unique, declared) VALUES (?, ?, ?, ?, ?)",
                number,
                definition.className(),
                JsonWriter.write(new Value.Array(fields, null)),
                definition.unique() ? 1 : 0,
                declared ? 1 : 0);
        return number;
    }

    /** Records that an index was added by a call, so that it no longer depends on a declaration. */
    void keep(long number) throws SQLException {
        statements.update("UPDATE object_indexes SET declared = 0 WHERE number = ?", number);
    }

    void remove(long number) throws SQLException {
        statements.update("DELETE FROM object_indexes WHERE number = ?", number);
    }

    private static Numbered read(ResultSet row) throws SQLException {
        IndexDefinition definition =
                new IndexDefinition(row.getString(2), fields(row.getLong(1), row.getString(3)), row.getInt(4) != 0);
        return new Numbered(row.getLong(1), new IndexEntry(definition, row.getInt(5) != 0));
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
