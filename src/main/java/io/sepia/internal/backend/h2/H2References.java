package io.sepia.internal.backend.h2;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.DatabaseReferences;
import io.sepia.internal.backend.sql.IdLists;
import io.sepia.internal.backend.sql.StatementCache;
import io.sepia.internal.json.References;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
            COLUMNS + "object_references r JOIN objects o ON o.id = r.source WHERE r.target = ";
    private static final String IN_ORDER = " AND r.source > ? AND o.checksum IS NOT NULL ORDER BY r.source LIMIT ?";

    private H2References() {}

    private record Source(long row, boolean known, Set<Long> targets) {}

    @Override
    public void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets)
            throws SQLException {
        List<Source> sources = new ArrayList<>();
        new IdLists(className, targets.keySet(), IdLists.ARRAY).forEach(list -> {
            try (ResultSet rows =
                    list.select(statements, "object_id, id, version", "").executeQuery()) {
                while (rows.next()) {
                    // A row of version 1 is new and has no references yet.
                    Set<ObjectKey> keys = targets.getOrDefault(rows.getString(1), Set.of());
                    sources.add(new Source(rows.getLong(2), rows.getLong(3) > 1, ReferenceHash.of(keys)));
                }
            }
        });
        put(statements, sources);
    }

    private static void put(StatementCache statements, List<Source> sources) throws SQLException {
        PreparedStatement insert = statements.prepare(INSERT);
        boolean inserts = false;
        for (Source source : sources) {
            Set<Long> missing = new HashSet<>(source.targets());
            if (source.known()) {
                keepOnly(statements, source.row(), missing);
            }
            for (long target : missing) {
                insert.setLong(1, source.row());
                insert.setLong(2, target);
                insert.addBatch();
                inserts = true;
            }
        }
        if (inserts) {
            insert.executeBatch();
        }
    }

    /**
     * Deletes the references of a row that are not in {@code wanted}, and removes those that exist from {@code wanted}.
     */
    private static void keepOnly(StatementCache statements, long row, Set<Long> wanted) throws SQLException {
        List<Long> unwanted = new ArrayList<>();
        PreparedStatement select = statements.prepare(TARGETS);
        select.setLong(1, row);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long target = rows.getLong(1);
                if (!wanted.remove(target)) {
                    unwanted.add(target);
                }
            }
        }
        PreparedStatement delete = statements.prepare(DELETE);
        for (long target : unwanted) {
            delete.setLong(1, row);
            delete.setLong(2, target);
            delete.executeUpdate();
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
        return COLUMNS + "objects o WHERE o.unsealed = TRUE AND o.id > ? ORDER BY o.id LIMIT ?";
    }

    @Override
    public boolean isBehind(StatementCache statements) throws SQLException {
        try (ResultSet rows = statements
                .prepare("SELECT 1 FROM object_references WHERE target = " + ReferenceHash.ANY + " LIMIT 1")
                .executeQuery()) {
            return rows.next();
        }
    }

    @Override
    public int enter(StatementCache statements, int limit) throws SQLException {
        List<Source> sources = new ArrayList<>();
        PreparedStatement select = statements.prepare(behind());
        select.setLong(1, 0);
        select.setInt(2, limit);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                sources.add(new Source(rows.getLong(1), true, ReferenceHash.of(References.in(rows.getString(4)))));
            }
        }
        put(statements, sources);
        return sources.size();
    }
}
