package io.sepia.internal.backend.h2;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.DatabaseReferences;
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
 * The table of references in H2. Each reference is a row, entered in the transaction of the save. A foreign key deletes
 * the references of a deleted object.
 */
final class H2References implements DatabaseReferences {
    static final H2References INSTANCE = new H2References();

    private static final String TARGETS = "SELECT target FROM object_references WHERE source = ?";
    private static final String INSERT = "INSERT INTO object_references (source, target) VALUES (?, ?)";
    private static final String DELETE = "DELETE FROM object_references WHERE source = ? AND target = ?";
    private static final String ROWS =
            COLUMNS + " FROM object_references r JOIN objects o ON o.id = r.source WHERE r.target = ";
    private static final String IN_ORDER = " AND r.source > ? AND o.checksum IS NOT NULL ORDER BY r.source LIMIT ?";

    private H2References() {}

    private record Source(long row, boolean known, Set<Long> targets) {}

    @Override
    public void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets)
            throws SQLException {
        List<Source> sources = new ArrayList<>();
        new IdLists(className, targets.keySet(), IdLists.ARRAY)
                .select(statements, "object_id, id, version", "", row -> {
                    // A row of version 1 is new and has no references yet.
                    Set<ObjectKey> keys = targets.getOrDefault(row.getString(1), Set.of());
                    sources.add(new Source(row.getLong(2), row.getLong(3) > 1, ReferenceHash.of(keys)));
                });
        put(statements, sources);
    }

    private static void put(StatementCache statements, List<Source> sources) throws SQLException {
        List<Object[]> inserts = new ArrayList<>();
        for (Source source : sources) {
            Set<Long> missing = new HashSet<>(source.targets());
            if (source.known()) {
                keepOnly(statements, source.row(), missing);
            }
            missing.forEach(target -> inserts.add(new Object[] {source.row(), target}));
        }
        if (!inserts.isEmpty()) {
            statements.batch(INSERT, inserts, each -> each);
        }
    }

    /**
     * Deletes the references of a row that are not in {@code wanted}, and removes those that exist from {@code wanted}.
     */
    private static void keepOnly(StatementCache statements, long row, Set<Long> wanted) throws SQLException {
        for (long target : statements.list(TARGETS, each -> each.getLong(1), row)) {
            if (!wanted.remove(target)) {
                statements.update(DELETE, row, target);
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
        return COLUMNS + " FROM objects o WHERE o.unsealed = TRUE AND o.id > ? ORDER BY o.id LIMIT ?";
    }

    @Override
    public boolean lacks(StatementCache statements, long row, Set<Long> targets) throws SQLException {
        List<Long> entered = statements.list(TARGETS, each -> each.getLong(1), row);
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
                row -> new Source(row.getLong(1), true, ReferenceHash.of(References.in(row.getString(4)))),
                0L,
                limit);
        put(statements, sources);
        return sources.size();
    }
}
