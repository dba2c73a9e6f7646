package io.sepia.internal.backend.sql.writers;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.DatabaseReferences;
import io.sepia.internal.backend.sql.ReferenceRows;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.json.References;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of references in databases whose tables are keyed by class and id. Each reference is a row with the key of
 * its holder, entered in the transaction of the save. A foreign key deletes the references of a deleted object. See
 * decision 0290.
 */
public final class KeyedReferences implements DatabaseReferences {
    private static final String TARGETS = "SELECT target FROM object_references WHERE class_name = ? AND object_id = ?";
    private static final String INSERT =
            "INSERT INTO object_references (class_name, object_id, target) VALUES (?, ?, ?)";
    private static final String DELETE =
            "DELETE FROM object_references WHERE class_name = ? AND object_id = ? AND target = ?";
    private static final String ROWS = COLUMNS + " FROM object_references r JOIN objects o"
            + " ON o.class_name = r.class_name AND o.object_id = r.object_id WHERE r.target = ";
    private static final String IN_ORDER = " AND o.id > ? AND o.checksum IS NOT NULL ORDER BY o.id LIMIT ?";

    private final IdLists.Form lists;

    /** @param lists the form in which the database takes lists of ids */
    public KeyedReferences(IdLists.Form lists) {
        this.lists = lists;
    }

    private record Source(ObjectKey key, boolean known, Set<Long> targets) {}

    @Override
    public void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets)
            throws SQLException {
        List<Source> sources = new ArrayList<>();
        new IdLists(className, targets.keySet(), lists).select(statements, "object_id, version", "", row -> {
            // A row of version 1 is new and has no references yet.
            String id = row.getString(1);
            Set<ObjectKey> keys = targets.getOrDefault(id, Set.of());
            sources.add(new Source(new ObjectKey(className, id), row.getLong(2) > 1, ReferenceHash.of(keys)));
        });
        put(statements, sources);
    }

    private static void put(StatementCache statements, List<Source> sources) throws SQLException {
        List<Object[]> inserts = new ArrayList<>();
        for (Source source : sources) {
            Set<Long> missing = new HashSet<>(source.targets());
            if (source.known()) {
                keepOnly(statements, source.key(), missing);
            }
            missing.forEach(target -> inserts.add(new Object[] {source.key(), target}));
        }
        if (!inserts.isEmpty()) {
            statements.batch(INSERT, inserts, each -> each);
        }
    }

    /**
     * Deletes the references of an object that are not in {@code wanted}, and removes those that exist from
     * {@code wanted}.
     */
    private static void keepOnly(StatementCache statements, ObjectKey key, Set<Long> wanted) throws SQLException {
        for (long target : statements.list(TARGETS, each -> each.getLong(1), key)) {
            if (!wanted.remove(target)) {
                statements.update(DELETE, key, target);
            }
        }
    }

    @Override
    public String byTarget() {
        return ROWS + "?" + IN_ORDER;
    }

    @Override
    public String behind() {
        return ROWS + ReferenceHash.ANY + IN_ORDER;
    }

    @Override
    public String unsealed() {
        return COLUMNS + " FROM objects o WHERE o.checksum IS NULL AND o.id > ? ORDER BY o.id LIMIT ?";
    }

    @Override
    public boolean lacks(StatementCache statements, long row, Set<Long> targets) throws SQLException {
        List<Long> entered = statements.list(
                "SELECT r.target FROM objects o JOIN object_references r ON r.class_name = o.class_name"
                        + " AND r.object_id = o.object_id WHERE o.id = ?",
                each -> each.getLong(1),
                row);
        return !entered.contains(ReferenceHash.ANY) && !entered.containsAll(targets);
    }

    @Override
    public boolean isBehind(StatementCache statements) throws SQLException {
        return statements.finds("SELECT 1 FROM object_references WHERE target = ? LIMIT 1", ReferenceHash.ANY);
    }

    @Override
    public int enter(StatementCache statements, int limit) throws SQLException {
        List<Source> sources = statements.list(
                behind(),
                row -> new Source(
                        ReferenceRows.key(row.getString(2), row.getString(3)),
                        true,
                        ReferenceHash.of(References.in(row.getString(4)))),
                0L,
                limit);
        put(statements, sources);
        return sources.size();
    }
}
