package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.json.References;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Maintains the references of rows, and finds the rows that refer to a key, with the statements of one connection. */
public final class ReferenceRows {
    private static final int PAGE = 256;

    private final Database database;
    private final DatabaseReferences references;
    private final StatementCache statements;

    public ReferenceRows(Database database, StatementCache statements) {
        this.database = database;
        this.references = database.references();
        this.statements = statements;
    }

    /** Updates the references of rows that were just written. Does nothing if none of them has references. */
    void written(List<DocumentWrite> writes, boolean[] written) throws SQLException {
        if (writes.size() == 1) {
            DocumentWrite only = writes.get(0);
            if (written[0] && only.type() == ObjectType.CONTAINER) {
                references.put(
                        statements, only.key().className(), Map.of(only.key().id(), only.references()));
            }
            return;
        }
        Map<String, Map<String, Set<ObjectKey>>> byClass = null;
        for (int i = 0; i < written.length; i++) {
            DocumentWrite write = writes.get(i);
            if (written[i] && (write.type() == ObjectType.CONTAINER || byClass != null)) {
                byClass = byClass == null ? new LinkedHashMap<>() : byClass;
                note(byClass, write);
            }
        }
        if (byClass == null) {
            return;
        }
        for (Map.Entry<String, Map<String, Set<ObjectKey>>> each : byClass.entrySet()) {
            references.put(statements, each.getKey(), each.getValue());
        }
    }

    /** Notes the references of a write. The last write of a key counts, even if it has no references. */
    private static void note(Map<String, Map<String, Set<ObjectKey>>> byClass, DocumentWrite write) {
        Map<String, Set<ObjectKey>> ofClass =
                byClass.computeIfAbsent(write.key().className(), name -> new LinkedHashMap<>());
        if (write.type() == ObjectType.CONTAINER) {
            ofClass.put(write.key().id(), write.references());
        } else {
            ofClass.remove(write.key().id());
        }
    }

    /** Returns the rows that refer to {@code target}, in order. */
    List<Referrer> referrers(ObjectKey target, long after, int limit) throws SQLException {
        Map<Long, Referrer> found = new LinkedHashMap<>();
        for (Candidates each : candidates(ReferenceHash.of(target))) {
            each.read(after, limit, (referrer, targets) -> {
                if (targets.contains(target)) {
                    found.put(referrer.number(), referrer);
                }
                return targets.contains(target);
            });
        }
        return found.values().stream()
                .sorted(Comparator.comparingLong(Referrer::number))
                .limit(limit)
                .toList();
    }

    /** Passes the rows that the index by target does not cover to {@code visitor}. */
    public void unindexed(BiConsumer<Referrer, Set<ObjectKey>> visitor) throws SQLException {
        for (Candidates each : List.of(behind(), unsealed())) {
            each.read(0, Integer.MAX_VALUE, (referrer, targets) -> {
                visitor.accept(referrer, targets);
                return true;
            });
        }
    }

    /** Returns the hashes of the keys to which JSON text refers. */
    public static long[] numbers(String content) {
        return References.in(content).stream()
                .mapToLong(ReferenceHash::of)
                .distinct()
                .toArray();
    }

    /** Returns the keys among {@code targets} to which rows refer. */
    Set<ObjectKey> referred(Set<ObjectKey> targets) throws SQLException {
        Set<ObjectKey> found = new HashSet<>();
        for (Candidates each : List.of(behind(), unsealed())) {
            each.read(0, Integer.MAX_VALUE, (referrer, ofReferrer) -> {
                ofReferrer.stream().filter(targets::contains).forEach(found::add);
                return true;
            });
        }
        for (ObjectKey target : targets) {
            if (!found.contains(target)) {
                byTarget(ReferenceHash.of(target)).read(0, 1, (referrer, ofReferrer) -> {
                    if (ofReferrer.contains(target)) {
                        found.add(target);
                    }
                    return ofReferrer.contains(target);
                });
            }
        }
        return found;
    }

    private List<Candidates> candidates(long hash) {
        return List.of(byTarget(hash), behind(), unsealed());
    }

    private Candidates byTarget(long hash) {
        return new Candidates(references.byTarget(), hash);
    }

    private Candidates behind() {
        return new Candidates(references.behind(), null);
    }

    private Candidates unsealed() {
        return new Candidates(references.unsealed(), null);
    }

    /** Visits a row with its references, and returns whether the row counts towards the limit. */
    @FunctionalInterface
    private interface Visitor {
        boolean visit(Referrer referrer, Set<ObjectKey> targets);
    }

    /** A query for rows that may refer to a target. */
    private final class Candidates {
        private final String sql;
        private final @Nullable Long hash;

        Candidates(String sql, @Nullable Long hash) {
            this.sql = sql;
            this.hash = hash;
        }

        /** Passes rows to the visitor in order until {@code limit} of them have counted. */
        void read(long after, int limit, Visitor visitor) throws SQLException {
            RowOrder<Long> order = RowOrder.ofNumbers("the index of references", after);
            int counted = 0;
            int asked = Math.min(limit, PAGE);
            int rows = asked;
            while (rows == asked && counted < limit) {
                List<Candidate> page = page(order.last(), asked);
                rows = page.size();
                for (Candidate each : page) {
                    order.next(each.referrer().number());
                    if (counted < limit && visitor.visit(each.referrer(), each.targets())) {
                        counted++;
                    }
                }
            }
        }

        private List<Candidate> page(long after, int limit) throws SQLException {
            return hash == null
                    ? statements.list(sql, row -> candidate(row), after, limit)
                    : statements.list(sql, row -> candidate(row), hash, after, limit);
        }
    }

    private record Candidate(Referrer referrer, Set<ObjectKey> targets) {}

    private Candidate candidate(ResultSet row) throws SQLException {
        ObjectKey key = key(row.getString(2), row.getString(3));
        Utf8Text content = database.text(row, 4);
        long checksum = row.getLong(5);
        if (!Checksum.matchesContent(checksum, key, content) && !(checksum == 0 && row.wasNull())) {
            throw Rows.damaged(database, key);
        }
        return new Candidate(new Referrer(row.getLong(1), key), References.in(content.text()));
    }

    public static ObjectKey key(@Nullable String className, @Nullable String id) {
        if (className == null || id == null) {
            throw new DamagedDocumentException(
                    "A row has no " + (className == null ? "class" : "id") + ". Restore the store from a backup.");
        }
        try {
            return new ObjectKey(className, id);
        } catch (InvalidKeyException e) {
            throw new DamagedDocumentException(
                    "A row has a key that no object can have: " + e.getMessage()
                            + " Correct the row with SQL or restore it from a backup.",
                    e);
        }
    }
}
