package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.IndexRecords.Numbered;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.json.References;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of a database with everything that was derived from them, by reading all of them in the order of
 * the table, which uses no index.
 */
final class RowVerification {
    private static final int PAGE = 500;
    private static final String TABLE = "the table objects";
    private static final String ROWS = "SELECT o.id, o.class_name, o.object_id, o.content, o.metadata, o.object_type,"
            + " o.checksum, o.version FROM objects o WHERE o.id > ?%s ORDER BY o.id LIMIT ?";
    private static final String ALL = ROWS.formatted("");
    /**
     * The rows to compare if the indexes are sound: reading the documents by their keys, which verification does too,
     * then reads all rows and checks their checksums. See {@link References#mayOccurIn}.
     */
    private static final String FEW = ROWS.formatted(" AND (o.checksum IS NULL OR o.version < 1"
            + " OR instr(o.content, '\"$ref\"') > 0 OR instr(o.content, '\\u') > 0)");

    private static final String BY_KEY = "SELECT id FROM objects WHERE class_name = ? AND object_id = ?";

    private final Database database;
    private final StatementCache statements;
    private final Map<String, List<Numbered>> uniqueIndexes = new HashMap<>();
    /** Whether the database has looked all rows up in their indexes. */
    private boolean indexesAreSound;

    RowVerification(Database database, StatementCache statements) {
        this.database = database;
        this.statements = statements;
    }

    /** A row whose key is valid. */
    private record Row(
            long number,
            ObjectKey key,
            String content,
            @Nullable String metadata,
            @Nullable String type,
            boolean isSealed) {}

    void run(Consumer<Finding> found) throws SQLException {
        database.tableDifferences(statements.connection())
                .forEach(each -> found.accept(new Finding(Kind.SCHEMA, Optional.empty(), each)));
        indexesAreSound = database.examine(
                statements,
                each -> found.accept(new Finding(
                        Kind.FILE,
                        Optional.empty(),
                        each + ". Salvage what can be read into a new store: ./sepia recover, or restore a backup.")));
        new RecordVerification(database, statements).run(found);
        database.references()
                .damage(statements)
                .ifPresent(each -> found.accept(new Finding(
                        Kind.FILE, Optional.empty(), Character.toUpperCase(each.charAt(0)) + each.substring(1))));
        compare(found);
        for (String each : database.indexes().words().drift(statements)) {
            found.accept(new Finding(Kind.INDEX, Optional.empty(), each));
        }
    }

    /** Compares the rows only with their indexes and the index of references. */
    void compare(Consumer<Finding> found) throws SQLException {
        RowOrder<Long> order = RowOrder.ofNumbers(TABLE, Long.MIN_VALUE);
        boolean more;
        do {
            List<Optional<Row>> page = new ArrayList<>();
            more = read(order, page, found);
            for (Optional<Row> each : page) {
                if (each.isPresent()) {
                    compare(each.get(), found);
                }
            }
        } while (more);
    }

    /** Adds the next rows to {@code page}, and returns whether there may be more. */
    private boolean read(RowOrder<Long> order, List<Optional<Row>> page, Consumer<Finding> found) throws SQLException {
        try {
            statements.forEach(
                    indexesAreSound ? FEW : ALL,
                    row -> {
                        order.next(row.getLong(1));
                        page.add(read(row, found));
                    },
                    order.last(),
                    PAGE);
            return page.size() == PAGE;
        } catch (DamagedDocumentException e) {
            found.accept(new Finding(Kind.FILE, Optional.empty(), e.getMessage()));
            return false;
        }
    }

    /**
     * Checks that all documents are sound and shown as they are.
     *
     * @throws DamagedDocumentException if one is not
     */
    void check() throws SQLException {
        compare(found -> {
            if (found.kind() != Kind.EDITED) {
                throw new DamagedDocumentException("Nothing was deleted, because the references of the store are not"
                        + " certain: " + found.problem() + " ./sepia verify lists all findings.");
            }
        });
    }

    private Optional<Row> read(ResultSet row, Consumer<Finding> found) throws SQLException {
        try {
            ObjectKey key = ReferenceRows.key(row.getString(2), row.getString(3));
            Utf8Text content = database.text(row, 4);
            long checksum = row.getLong(7);
            boolean isSealed = !row.wasNull();
            if (row.getLong(8) < 1) {
                found.accept(new Finding(
                        Kind.DOCUMENT,
                        Optional.of(key),
                        key + " has no version: its row is not one of a document. Restore it from a backup."));
                return Optional.empty();
            }
            if (isSealed && !Checksum.matches(checksum, key, content, row.getString(5))) {
                found.accept(new Finding(
                        Kind.DOCUMENT,
                        Optional.of(key),
                        key + " does not match its checksum. Restore it from a backup."));
                return Optional.empty();
            }
            return Optional.of(
                    new Row(row.getLong(1), key, content.text(), row.getString(5), row.getString(6), isSealed));
        } catch (DamagedDocumentException e) {
            found.accept(new Finding(Kind.DOCUMENT, Optional.empty(), e.getMessage()));
            return Optional.empty();
        }
    }

    private void compare(Row row, Consumer<Finding> found) throws SQLException {
        if (!indexesAreSound && !isFoundByKey(row)) {
            found.accept(finding(row, "is not found by its key. Its index is damaged: rebuild it by REINDEX objects"));
        }
        if (!row.isSealed()) {
            found.accept(new Finding(
                    Kind.EDITED,
                    Optional.of(row.key()),
                    row.key() + " was changed by SQL, so it has no checksum. If that is right, seal it: ./sepia verify"
                            + " --adopt, or contents().adoptEdits()."));
            return;
        }
        Set<ObjectKey> targets = References.in(row.content());
        if (!targets.isEmpty()
                && (!ObjectType.CONTAINER.text().equals(row.type())
                        || database.references().lacks(statements, row.number(), ReferenceHash.of(targets)))) {
            found.accept(finding(row, "has references that the index of references lacks. Save it again"));
        }
        for (Numbered each :
                indexesAreSound ? List.<Numbered>of() : uniqueIndexes(row.key().className())) {
            if (database.indexes().lacks(statements, each, row.key(), row.content())) {
                found.accept(finding(
                        row,
                        "is not in the unique index " + each.definition() + ". Rebuild it: ./sepia index rebuild"));
            }
        }
    }

    private boolean isFoundByKey(Row row) throws SQLException {
        return statements.list(BY_KEY, each -> each.getLong(1), row.key()).equals(List.of(row.number()));
    }

    private static Finding finding(Row row, String problem) {
        return new Finding(Kind.INDEX, Optional.of(row.key()), row.key() + " " + problem + ".");
    }

    private List<Numbered> uniqueIndexes(String className) throws SQLException {
        List<Numbered> known = uniqueIndexes.get(className);
        if (known == null) {
            // A damaged record is reported by itself.
            known = new IndexRecords(statements)
                    .readable(className).stream()
                            .filter(each -> each.definition().unique())
                            .toList();
            uniqueIndexes.put(className, known);
        }
        return known;
    }

    /** Seals the records and documents without a checksum that a save would accept. Returns the number of documents. */
    long adopt() throws SQLException {
        new RecordVerification(database, statements).adopt();
        database.references().rebuild(statements);
        long adopted = 0;
        RowOrder<Long> order = RowOrder.ofNumbers(TABLE, Long.MIN_VALUE);
        List<Row> page;
        do {
            page = statements.list(
                    "SELECT o.id, o.class_name, o.object_id, o.content, o.metadata FROM objects o"
                            + " WHERE o.checksum IS NULL AND o.id > ? ORDER BY o.id LIMIT ?",
                    row -> {
                        ObjectKey key = ReferenceRows.key(row.getString(2), row.getString(3));
                        return new Row(
                                order.next(row.getLong(1)), key, Rows.text(row, 4, key), row.getString(5), null, false);
                    },
                    order.last(),
                    PAGE);
            for (Row each : page) {
                adopted += adopt(each) ? 1 : 0;
            }
        } while (page.size() == PAGE);
        return adopted;
    }

    private boolean adopt(Row row) throws SQLException {
        DocumentText text;
        try {
            text = DocumentText.of(row.key().toString(), row.content());
            String metadata = row.metadata();
            if (metadata != null && !DocumentText.of("its metadata", metadata).isObject()) {
                return false;
            }
        } catch (DocumentFormatException e) {
            return false; // The next verification reports it.
        }
        int changed = statements.update(
                "UPDATE objects SET checksum = ?, object_type = ? WHERE id = ? AND checksum IS NULL AND content = ?",
                Checksum.of(row.key(), row.content(), row.metadata()),
                text.type().text(),
                row.number(),
                row.content());
        if (changed == 0) {
            return false;
        }
        DocumentWrite write =
                new DocumentWrite(row.key(), text.type(), row.content(), null, WriteCondition.NONE, text.references());
        new ReferenceRows(database, statements).written(List.of(write), new boolean[] {true});
        return true;
    }
}
