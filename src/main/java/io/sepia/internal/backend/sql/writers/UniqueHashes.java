package io.sepia.internal.backend.sql.writers;

import io.sepia.document.ObjectKey;
import io.sepia.error.NotUniqueException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.IndexRecords;
import io.sepia.internal.backend.sql.IndexRecords.Numbered;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.matching.UniqueKey;
import io.sepia.query.IndexDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code unique_values}, which enforces the unique indexes: it has the hash of the values of each object. See
 * decision 0041.
 */
public abstract class UniqueHashes implements DatabaseIndexes {
    private static final int NAMED_DUPLICATES = 10;

    /** The values of an object in a unique index. */
    public record Entry(long index, byte[] hash, ObjectKey key) {}

    private final ConcurrentDatabase database;

    protected UniqueHashes(ConcurrentDatabase database) {
        this.database = database;
    }

    @Override
    public void build(StatementCache statements, long number, IndexDefinition definition) throws SQLException {
        if (!definition.unique()) {
            return;
        }
        String className = definition.className();
        UniqueKey unique = new UniqueKey(definition);
        PreparedStatement select = statements.prepare(
                "SELECT object_id, content FROM objects WHERE class_name = ? ORDER BY " + database.idOrder());
        select.setString(1, className);
        List<String> equal = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next() && equal.size() < NAMED_DUPLICATES) {
                ObjectKey key = new ObjectKey(className, rows.getString(1));
                byte[] hash = hash(unique, rows.getString(2));
                String other = hash == null ? null : insert(statements, number, hash, key);
                if (other != null) {
                    equal.add(other);
                    equal.add(key.id());
                }
            }
        }
        if (!equal.isEmpty()) {
            throw NotUniqueException.building(
                    className, definition.fields(), equal.stream().distinct().toList());
        }
    }

    @Override
    public void remove(StatementCache statements, long number) throws SQLException {
        statements.update("DELETE FROM unique_values WHERE index_number = ?", number);
    }

    @Override
    public void written(StatementCache statements, List<DocumentWrite> writes, boolean[] written) throws SQLException {
        Map<String, List<UniqueIndex>> indexes = new HashMap<>();
        for (int i = 0; i < written.length; i++) {
            if (written[i]) {
                String className = writes.get(i).key().className();
                List<UniqueIndex> ofClass = indexes.get(className);
                if (ofClass == null) {
                    ofClass = new IndexRecords(statements)
                            .ofClass(className).stream()
                                    .filter(each -> each.definition().unique())
                                    .map(each -> new UniqueIndex(each, new UniqueKey(each.definition())))
                                    .toList();
                    indexes.put(className, ofClass);
                }
                for (UniqueIndex index : ofClass) {
                    write(statements, index.record(), index.key(), writes.get(i));
                }
            }
        }
    }

    private record Holder(String content, boolean isEdited) {}

    private record UniqueIndex(Numbered record, UniqueKey key) {}

    private void write(StatementCache statements, Numbered index, UniqueKey key, DocumentWrite write)
            throws SQLException {
        statements.update(
                "DELETE FROM unique_values WHERE class_name = ? AND object_id = ? AND index_number = ?",
                write.key(),
                index.number());
        IndexDefinition definition = index.definition();
        byte[] hash = hash(key, write.content());
        if (hash == null) {
            return;
        }
        String other = insert(statements, index.number(), hash, write.key());
        if (other != null
                && renew(statements, index.number(), key, hash, new ObjectKey(definition.className(), other))) {
            other = insert(statements, index.number(), hash, write.key());
        }
        if (other != null) {
            throw NotUniqueException.saving(
                    definition.className(), definition.fields(), write.key().id(), other);
        }
    }

    /**
     * Renews the entry of an object that was changed or deleted by SQL, and no longer has the value of its entry. If
     * its new value is another object's, its own next save reports that.
     *
     * @return whether it did; false if the object has the value
     */
    private boolean renew(StatementCache statements, long number, UniqueKey unique, byte[] entered, ObjectKey key)
            throws SQLException {
        // The rows of a batch have checksums. They are entered one after the other, in the order of their writes.
        Optional<Holder> holder = statements.first(
                "SELECT content, checksum IS NULL FROM objects WHERE class_name = ? AND object_id = ?",
                row -> new Holder(row.getString(1), row.getBoolean(2)),
                key);
        byte[] stored = entered;
        if (holder.isEmpty() || holder.get().isEdited()) {
            stored = holder.isEmpty() ? null : hash(unique, holder.get().content());
        }
        if (Arrays.equals(stored, entered)) {
            return false;
        }
        statements.update(
                "DELETE FROM unique_values WHERE class_name = ? AND object_id = ? AND index_number = ?", key, number);
        if (stored != null) {
            insert(statements, number, stored, key);
        }
        return true;
    }

    @Override
    public boolean lacks(StatementCache statements, Numbered index, ObjectKey key, String content) throws SQLException {
        byte[] hash = hash(new UniqueKey(index.definition()), content);
        return hash != null && !key.id().equals(holder(statements, index.number(), hash));
    }

    /** Enters a value. Returns the id of the object that already has it, or null if the value was entered. */
    private @Nullable String insert(StatementCache statements, long number, byte[] hash, ObjectKey key)
            throws SQLException {
        if (database.enterUnique(statements, new Entry(number, hash, key))) {
            return null;
        }
        String holder = holder(statements, number, hash);
        if (holder == null) {
            // It is invisible to the snapshot of this transaction, or was deleted after the insert.
            throw database.conflict("another transaction has stored an equal object");
        }
        return holder;
    }

    private static @Nullable String holder(StatementCache statements, long number, byte[] hash) throws SQLException {
        String select = "SELECT object_id FROM unique_values WHERE index_number = ? AND hash = ?";
        return statements.first(select, row -> row.getString(1), number, hash).orElse(null);
    }

    private static byte @Nullable [] hash(UniqueKey key, String content) {
        String values = key.of(content);
        if (values == null) {
            return null;
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(values.getBytes(StandardCharsets.UTF_16BE));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
