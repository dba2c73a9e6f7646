package io.sepia.internal.backend.sql.writers;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.Database;
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
 * The table {@code object_references} of databases that enter references in the transaction of the save. Each reference
 * is a row. A foreign key deletes the references of a deleted object.
 */
public final class ReferenceTable implements DatabaseReferences {
    private final Database database;
    private final Holders holders;
    private final String unsealed;
    private final String targets;
    private final String insert;
    private final String delete;
    private final String rows;
    private final String inOrder;

    /**
     * @param unsealed the condition on rows of {@code objects o} without a checksum, in the form that an index serves
     */
    public ReferenceTable(Database database, Holders holders, String unsealed) {
        this.database = database;
        this.holders = holders;
        this.unsealed = unsealed;
        this.targets = "SELECT target FROM object_references WHERE " + holders.equal;
        this.insert = "INSERT INTO object_references (" + holders.columns + ", target) VALUES ("
                + holders.columns.replaceAll("\\w+", "?") + ", ?)";
        this.delete = "DELETE FROM object_references WHERE " + holders.equal + " AND target = ?";
        this.rows = COLUMNS + " FROM object_references r JOIN objects o ON " + holders.join + " WHERE r.target = ";
        this.inOrder =
                " AND " + holders.number + " > ? AND o.checksum IS NOT NULL ORDER BY " + holders.number + " LIMIT ?";
    }

    /** @param known whether the object may have references already */
    private record Source(Object holder, boolean known, Set<Long> targets) {}

    @Override
    public void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets)
            throws SQLException {
        List<Source> sources = new ArrayList<>();
        new IdLists(className, targets.keySet(), database.idLists())
                .select(statements, "object_id, id, version", "", row -> {
                    // A row of version 1 is new and has no references yet.
                    String id = row.getString(1);
                    Set<ObjectKey> keys = targets.getOrDefault(id, Set.of());
                    Object holder = holders.of(row.getLong(2), new ObjectKey(className, id));
                    sources.add(new Source(holder, row.getLong(3) > 1, ReferenceHash.of(keys)));
                });
        put(statements, sources);
    }

    private void put(StatementCache statements, List<Source> sources) throws SQLException {
        List<Object[]> inserts = new ArrayList<>();
        for (Source source : sources) {
            Set<Long> missing = new HashSet<>(source.targets());
            if (source.known()) {
                keepOnly(statements, source.holder(), missing);
            }
            missing.forEach(target -> inserts.add(new Object[] {source.holder(), target}));
        }
        if (!inserts.isEmpty()) {
            statements.batch(insert, inserts, each -> each);
        }
    }

    /**
     * Deletes the references of an object that are not in {@code wanted}, and removes those that exist from
     * {@code wanted}.
     */
    private void keepOnly(StatementCache statements, Object holder, Set<Long> wanted) throws SQLException {
        for (long target : statements.list(targets, each -> each.getLong(1), holder)) {
            if (!wanted.remove(target)) {
                statements.update(delete, holder, target);
            }
        }
    }

    @Override
    public String byTarget() {
        return rows + "?" + inOrder;
    }

    @Override
    public String behind() {
        return rows + ReferenceHash.ANY + inOrder;
    }

    @Override
    public String unsealed() {
        return COLUMNS + " FROM objects o WHERE " + unsealed + " AND o.id > ? ORDER BY o.id LIMIT ?";
    }

    @Override
    public boolean lacks(StatementCache statements, long row, Set<Long> targets) throws SQLException {
        List<Long> entered = statements.list(
                "SELECT r.target FROM " + holders.numbered + " WHERE " + holders.number + " = ?",
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
                        holders.of(row.getLong(1), ReferenceRows.key(row.getString(2), row.getString(3))),
                        true,
                        ReferenceHash.of(References.in(row.getString(4)))),
                0L,
                limit);
        put(statements, sources);
        return sources.size();
    }
}
