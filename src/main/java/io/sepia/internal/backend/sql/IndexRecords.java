package io.sepia.internal.backend.sql;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code object_indexes}, which records the indexes of a store. It is the same in every database. */
public final class IndexRecords {
    static final String SELECT = "SELECT number, class_name, fields, is_unique, declared, checksum FROM object_indexes";

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

    /** Returns the numbers of all indexes, also of those whose records are damaged. */
    public List<Long> numbers() throws SQLException {
        return statements.list("SELECT number FROM object_indexes ORDER BY number", row -> row.getLong(1));
    }

    public List<Numbered> all() throws SQLException {
        return statements.list(SELECT + " ORDER BY class_name, number", IndexRecords::read);
    }

    public List<Numbered> ofClass(String className) throws SQLException {
        return statements.list(SELECT + " WHERE class_name = ? ORDER BY number", IndexRecords::read, className);
    }

    /** Returns the indexes whose records are not damaged. */
    public List<Numbered> readable() throws SQLException {
        return RowChecksum.readable(statements, SELECT, IndexRecords::read);
    }

    /** Returns the indexes of a class whose records are not damaged. */
    List<Numbered> readable(String className) throws SQLException {
        return RowChecksum.readable(statements, SELECT + " WHERE class_name = ?", IndexRecords::read, className);
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
        String fields = text(definition);
        statements.update(
                "INSERT INTO object_indexes (number, class_name, fields, is_unique, declared, checksum)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                number,
                definition.className(),
                fields,
                definition.unique() ? 1 : 0,
                declared ? 1 : 0,
                checksum(number, definition.className(), fields, definition.unique(), declared));
        return number;
    }

    /** Records that an index was added by a call, so that it no longer depends on a declaration. */
    void keep(long number) throws SQLException {
        Numbered index = of(number);
        if (index != null) {
            write(number, index.definition(), false);
        }
    }

    /** Gives the rows that SQL has changed a checksum. */
    void adopt() throws SQLException {
        for (Numbered each : RowChecksum.readable(statements, SELECT + " WHERE checksum IS NULL", IndexRecords::read)) {
            write(each.number(), each.definition(), each.entry().declared());
        }
    }

    private void write(long number, IndexDefinition definition, boolean declared) throws SQLException {
        String fields = text(definition);
        statements.update(
                "UPDATE object_indexes SET declared = ?, fields = ?, checksum = ? WHERE number = ?",
                declared ? 1 : 0,
                fields,
                checksum(number, definition.className(), fields, definition.unique(), declared),
                number);
    }

    private static String text(IndexDefinition definition) {
        List<Value> fields =
                definition.fields().stream().<Value>map(Value.Text::new).toList();
        return JsonWriter.write(new Value.Array(fields, null));
    }

    private static long checksum(
            long number, String className, @Nullable String fields, boolean unique, boolean declared) {
        return RowChecksum.of(number, className, fields, unique, declared);
    }

    void remove(long number) throws SQLException {
        statements.update("DELETE FROM object_indexes WHERE number = ?", number);
    }

    static Numbered read(ResultSet row) throws SQLException {
        String className = Rows.text(row, 2, "A row of the table object_indexes");
        RowChecksum.check(
                row,
                6,
                checksum(row.getLong(1), className, row.getString(3), row.getInt(4) != 0, row.getInt(5) != 0),
                "The record of index " + row.getLong(1) + " of class " + className,
                null);
        IndexDefinition definition =
                new IndexDefinition(className, fields(row.getLong(1), row.getString(3)), row.getInt(4) != 0);
        return new Numbered(row.getLong(1), new IndexEntry(definition, row.getInt(5) != 0));
    }

    /** Returns the index in the values of a row, if their checksum matches. */
    public static Optional<IndexEntry> sound(
            long number, String className, String fields, boolean unique, boolean declared, long checksum) {
        return checksum == checksum(number, className, fields, unique, declared)
                ? Optional.of(new IndexEntry(new IndexDefinition(className, fields(number, fields), unique), declared))
                : Optional.empty();
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
