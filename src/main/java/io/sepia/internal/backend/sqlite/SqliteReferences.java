package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.DatabaseReferences;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.statement.StatementCache.RowVisitor;
import io.sepia.internal.json.References;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * References in SQLite. A save writes one row with the hashes of all references of the object, next to other recently
 * written rows. A second table finds rows by target. Its entries are made for many saves at once, in the order of
 * targets, because a single entry touches a page of its own. See decision 0038.
 */
final class SqliteReferences implements DatabaseReferences {
    static final SqliteReferences INSTANCE = new SqliteReferences();

    /** The number of rows that may be behind; they are examined one by one when references are queried. */
    private static final int FEW = 64;

    private static final byte[] ANY = Objects.requireNonNull(packed(Set.of(ReferenceHash.ANY)));
    private static final String BEHIND =
            " FROM object_references r INDEXED BY object_references_behind %s WHERE r.entered IS NOT r.targets";
    /** Writes nothing if the references are the same as before. */
    private static final String PUT = "INSERT INTO object_references (source, targets) SELECT id, ? FROM objects"
            + " WHERE class_name = ? AND object_id = ? ON CONFLICT (source) DO UPDATE SET targets = excluded.targets"
            + " WHERE targets IS NOT excluded.targets";

    private static final String ENTER =
            "INSERT INTO object_referrers (target, source) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String REMOVE = "DELETE FROM object_referrers WHERE target = ? AND source = ?";
    private static final String ENTERED = "UPDATE object_references SET targets = ?1, entered = ?1 WHERE source = ?2";

    /** The number of entries in the index of references, as the table of references says. */
    private static final String ENTRIES = "SELECT sum(length(entered)) / " + Long.BYTES + " FROM object_references";

    private static final String REBUILD =
            ". Make the index of references again: ./sepia verify --adopt, or contents().adoptEdits().";
    private static final int REBUILT_AT_ONCE = 5_000;

    private SqliteReferences() {}

    @Override
    public void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets)
            throws SQLException {
        statements.batch(PUT, targets.entrySet(), each -> new @Nullable Object[] {
            packed(each.getValue().stream().mapToLong(ReferenceHash::of).toArray()), className, each.getKey()
        });
    }

    private static byte @Nullable [] packed(Set<Long> hashes) {
        return packed(hashes.stream().mapToLong(Long::longValue).toArray());
    }

    /** Returns distinct hashes in ascending order, 8 bytes each; null for none. */
    private static byte @Nullable [] packed(long[] hashes) {
        if (hashes.length == 0) {
            return null;
        }
        Arrays.sort(hashes);
        ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Long.BYTES);
        for (int i = 0; i < hashes.length; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                bytes.putLong(hashes[i]);
            }
        }
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    private static Set<Long> unpacked(byte @Nullable [] packed) {
        Set<Long> hashes = new HashSet<>();
        if (packed != null) {
            ByteBuffer bytes = ByteBuffer.wrap(packed);
            while (bytes.remaining() >= Long.BYTES) {
                hashes.add(bytes.getLong());
            }
        }
        return hashes;
    }

    @Override
    public String byTarget() {
        return COLUMNS
                + " FROM object_referrers r JOIN objects o ON o.id = r.source WHERE r.target = ? AND r.source > ?"
                + " AND o.checksum IS NOT NULL ORDER BY r.source LIMIT ?";
    }

    @Override
    public String behind() {
        return COLUMNS
                + BEHIND.formatted("JOIN objects o ON o.id = r.source")
                + " AND r.source > ? AND r.targets IS NOT NULL AND o.checksum IS NOT NULL ORDER BY r.source LIMIT ?";
    }

    @Override
    public String unsealed() {
        return COLUMNS
                + " FROM objects o INDEXED BY objects_unsealed WHERE o.checksum IS NULL AND o.id > ? ORDER BY o.id"
                + " LIMIT ?";
    }

    private record Packed(byte @Nullable [] targets, byte @Nullable [] entered) {}

    @Override
    public boolean lacks(StatementCache statements, long row, Set<Long> targets) throws SQLException {
        Packed packed = statements
                .first(
                        "SELECT targets, entered FROM object_references WHERE source = ?",
                        found -> new Packed(found.getBytes(1), found.getBytes(2)),
                        row)
                .orElse(new Packed(null, null));
        if (Arrays.equals(packed.targets(), ANY)) {
            return false;
        }
        if (!unpacked(packed.targets()).containsAll(targets)) {
            return true;
        }
        if (Arrays.equals(packed.targets(), packed.entered())) {
            for (long target : targets) {
                if (!statements.finds("SELECT 1 FROM object_referrers WHERE target = ? AND source = ?", target, row)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Compares structure and number of entries, which finds pages that are lost, stale or in each other's place. */
    @Override
    public Optional<String> damage(StatementCache statements) throws SQLException {
        List<String> problems = new ArrayList<>();
        for (String table : List.of("object_references", "object_referrers")) {
            statements.forEach("PRAGMA integrity_check(" + table + ")", row -> {
                if (!"ok".equals(row.getString(1))) {
                    problems.add("SQLite finds in the table " + table + ": " + row.getString(1));
                }
            });
        }
        long expected = statements.number(ENTRIES);
        long found = statements.number("SELECT count(*) FROM object_referrers");
        // A collection that was interrupted may have left entries of rows that are gone.
        if (found < expected) {
            problems.add("the table object_referrers has " + found + " entries, but the table object_references says "
                    + expected);
        }
        return problems.stream().findFirst().map(each -> each + REBUILD);
    }

    @Override
    public void rebuild(StatementCache statements) throws SQLException {
        if (damage(statements).isEmpty()) {
            return;
        }
        statements.update("DELETE FROM object_referrers");
        statements.update("DELETE FROM object_references");
        statements.update(
                "INSERT INTO object_references (source, targets) SELECT id, ? FROM objects WHERE object_type = ?",
                ANY,
                ObjectType.CONTAINER.text());
        int entered;
        do {
            entered = enter(statements, REBUILT_AT_ONCE);
        } while (entered == REBUILT_AT_ONCE);
    }

    @Override
    public boolean isBehind(StatementCache statements) throws SQLException {
        String count = "SELECT count(*) FROM (SELECT 1" + BEHIND.formatted("") + " LIMIT ?)";
        return statements.number(count, FEW + 1) > FEW;
    }

    private record Source(long row, Set<Long> targets) {}

    private record Entry(long target, long source) {}

    @Override
    public int enter(StatementCache statements, int limit) throws SQLException {
        List<Entry> added = new ArrayList<>();
        List<Entry> removed = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        String select = "SELECT r.source, r.targets, r.entered, CASE WHEN r.targets = ? THEN o.content END"
                + BEHIND.formatted("LEFT JOIN objects o ON o.id = r.source") + " ORDER BY r.source LIMIT ?";
        RowVisitor visitor = row -> {
            long source = row.getLong(1);
            String content = row.getString(4);
            if (content == null && Arrays.equals(row.getBytes(2), row.getBytes(3))) {
                return; // A damaged index lists a row that is not behind, and would list it again each time.
            }
            Set<Long> targets = content == null ? unpacked(row.getBytes(2)) : ReferenceHash.of(References.in(content));
            Set<Long> entered = unpacked(row.getBytes(3));
            targets.stream()
                    .filter(each -> !entered.contains(each))
                    .forEach(each -> added.add(new Entry(each, source)));
            entered.stream()
                    .filter(each -> !targets.contains(each))
                    .forEach(each -> removed.add(new Entry(each, source)));
            sources.add(new Source(source, targets));
        };
        statements.forEach(select, visitor, ANY, limit);
        run(statements, REMOVE, removed);
        run(statements, ENTER, added);
        markEntered(statements, sources);
        return sources.size();
    }

    private static void run(StatementCache statements, String sql, List<Entry> entries) throws SQLException {
        entries.sort(Comparator.comparingLong(Entry::target).thenComparingLong(Entry::source));
        statements.batch(sql, entries, each -> new Object[] {each.target(), each.source()});
    }

    private static void markEntered(StatementCache statements, List<Source> sources) throws SQLException {
        List<Source> ended =
                sources.stream().filter(each -> each.targets().isEmpty()).toList();
        List<Source> others =
                sources.stream().filter(each -> !each.targets().isEmpty()).toList();
        statements.batch("DELETE FROM object_references WHERE source = ?", ended, each -> new Object[] {each.row()});
        statements.batch(ENTERED, others, each -> new @Nullable Object[] {packed(each.targets()), each.row()});
    }
}
