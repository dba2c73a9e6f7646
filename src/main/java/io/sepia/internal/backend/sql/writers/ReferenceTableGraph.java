package io.sepia.internal.backend.sql.writers;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.DatabaseGraph;
import io.sepia.internal.backend.sql.ReferenceRows;
import io.sepia.internal.backend.sql.RowOrder;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads all references of a store from its {@link ReferenceTable}. References are entered with the save, so the index
 * by target is always complete and saves need not be watched.
 */
public final class ReferenceTableGraph implements DatabaseGraph {
    private static final String ROWS = "SELECT id, class_name, object_id, updated_at,"
            + " CASE WHEN checksum IS NULL THEN content END FROM objects WHERE id > ? ORDER BY id LIMIT ?";
    private static final int LONGEST = 1_000;
    private static final String CONTENT = "SELECT content FROM objects WHERE id = ?";

    private final Database database;
    private final String targets;
    private final String referrers;

    public ReferenceTableGraph(Database database, Holders holders) {
        this.database = database;
        this.targets = "SELECT " + holders.number + ", r.target FROM " + holders.numbered + " WHERE " + holders.number
                + " > ? AND " + holders.number + " <= ?";
        this.referrers = "SELECT r.target, o.class_name, o.object_id FROM object_references r JOIN objects o ON "
                + holders.join + " WHERE o.checksum IS NOT NULL AND ";
    }

    private record Row(long number, ObjectKey key, long savedAt, String content) {}

    @Override
    public long objects(StatementCache statements, long after, int limit, ReferenceGraph.ObjectVisitor visitor)
            throws SQLException {
        RowOrder<Long> order = RowOrder.ofNumbers("the table objects", after);
        List<Row> rows = statements.list(
                ROWS,
                row -> new Row(
                        order.next(row.getLong(1)),
                        ReferenceRows.key(row.getString(2), row.getString(3)),
                        row.getLong(4),
                        row.getString(5)),
                after,
                limit);
        Map<Long, List<Long>> found = new HashMap<>();
        statements.forEach(
                targets,
                row -> found.computeIfAbsent(row.getLong(1), source -> new ArrayList<>())
                        .add(row.getLong(2)),
                after,
                order.last());
        for (Row row : rows) {
            visitor.object(row.key(), Rows.instant(row.savedAt(), row.key()), numbers(statements, row, found));
        }
        return order.last();
    }

    private static long[] numbers(StatementCache statements, Row row, Map<Long, List<Long>> targets)
            throws SQLException {
        if (row.content() != null) {
            return ReferenceRows.numbers(row.content());
        }
        List<Long> known = targets.getOrDefault(row.number(), List.of());
        if (known.contains(ReferenceHash.ANY)) {
            return statements
                    .first(CONTENT, found -> ReferenceRows.numbers(found.getString(1)), row.number())
                    .orElse(new long[0]);
        }
        return known.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public Watch saved(
            StatementCache statements, Watch since, Set<ObjectKey> batch, ReferenceGraph.SavedVisitor visitor)
            throws SQLException {
        List<Long> wanted = batch.stream().map(ReferenceHash::of).toList();
        IdLists.Form form = database.idLists();
        for (int from = 0; from < wanted.size(); from += LONGEST) {
            List<Long> part = wanted.subList(from, Math.min(wanted.size(), from + LONGEST));
            PreparedStatement statement = statements.prepare(referrers + form.among("r.target", part.size()));
            form.bindNumbers(statement, part);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    visitor.saved(
                            ReferenceRows.key(rows.getString(2), rows.getString(3)), new long[] {rows.getLong(1)});
                }
            }
        }
        new ReferenceRows(database, statements)
                .unindexed((referrer, targets) -> visitor.saved(
                        referrer.key(),
                        targets.stream().mapToLong(ReferenceHash::of).toArray()));
        return since;
    }
}
