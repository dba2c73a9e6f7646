package io.sepia.internal.backend.hibernate.unit;

import io.sepia.change.ChangeKind;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.DeletionRules;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.JpaTransaction;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.document.LoggedEvent;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the store for one write of an entity, in the transaction of its session. Its methods are called before
 * and after the write. See decision 0074.
 */
final class EntityTransaction implements TransactionSession, Ledger {
    private static final String STORED =
            "SELECT " + Rows.COLUMNS + " FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String ROW =
            "SELECT version, updated_at, metadata FROM objects WHERE class_name = ? AND object_id = ?";

    private final SharedDatabase database;
    private final StatementCache statements;
    private final ChangeRecorder recorder;
    private final JpaTransaction operations;
    private final ObjectKey key;
    private @Nullable Set<String> eventClasses;

    EntityTransaction(SharedDatabase database, StatementCache statements, ObjectKey key) throws SQLException {
        this.database = database;
        this.statements = statements;
        this.key = key;
        this.recorder = database.rules().enter(statements, false);
        this.operations =
                new JpaTransaction(this, database.database(), false, Clock.systemUTC(), StoreRules.BY_DATABASE, 0);
        operations.report(this);
    }

    /**
     * Called before an update.
     *
     * @throws io.sepia.error.DamagedDocumentException if the row does not match its checksum, which the update would
     *     replace by one that does
     */
    void overwriting() throws SQLException {
        Database rows = database.database();
        if (!rows.clearsChecksums()) {
            statements.first(STORED, found -> Rows.read(rows, key, found), key);
        }
        recorder.overwriting(statements, key);
    }

    /** Returns the version with which a new object begins. See decision 0063. */
    long firstVersion() throws SQLException {
        return database.database().floor(statements, key.className()) + 1;
    }

    /**
     * Called after an insert.
     *
     * @throws StorageBusyException if another transaction has deleted an object with that version or a higher one
     */
    void inserted(long version) throws SQLException {
        if (firstVersion() > version) {
            throw new StorageBusyException(
                    key + " was deleted by another transaction while it was stored again. Run the transaction again.");
        }
        written(ChangeKind.CREATED, true);
    }

    /** @param described whether the write has set the metadata */
    void written(ChangeKind kind, boolean described) throws SQLException {
        recorder.written(database.database(), statements, key);
        if (wantsDetails(key.className())) {
            statements.forEach(
                    ROW,
                    row -> log(event(kind, row.getLong(1), row.getLong(2), described ? row.getString(3) : null)),
                    key);
        }
    }

    /**
     * @param isDeleted whether the session is about to delete an object
     * @param version the version that the session deletes
     * @throws io.sepia.error.ReferencedException if others refer to the object and its class refuses that
     */
    void deleting(Predicate<ObjectKey> isDeleted, long version) throws SQLException {
        OnDelete rule = rule();
        if (rule != OnDelete.LEAVE) {
            // Another transaction may be about to commit a reference that this one cannot see.
            recorder.alone(statements);
        }
        if (rule == OnDelete.REFUSE) {
            new DeletionRules(operations).refuse(key.className(), List.of(key.id()), isDeleted);
        }
        recorder.deleting(statements, key);
        recorder.deleted(statements, Map.of(key.className(), version));
        if (wantsDetails(key.className())) {
            long now = Rows.micros(Clock.systemUTC().instant());
            statements.forEach(ROW, row -> log(event(ChangeKind.DELETED, row.getLong(1), now, null)), key);
        }
    }

    void deleted(Predicate<ObjectKey> isDeleted) {
        if (rule() == OnDelete.CLEAR) {
            new DeletionRules(operations).clear(key.className(), List.of(key.id()), isDeleted);
        }
    }

    private OnDelete rule() {
        return operations.references().rules().getOrDefault(key.className(), OnDelete.LEAVE);
    }

    private LoggedEvent event(ChangeKind kind, long version, long micros, @Nullable String metadata) {
        return new LoggedEvent(0, key, EventType.of(kind), version, Rows.instant(micros), metadata);
    }

    private void log(LoggedEvent event) {
        operations.events().add(List.of(event));
    }

    @Override
    public boolean wantsDetails(String className) {
        return eventClasses().contains(className);
    }

    @Override
    public boolean wantsDetails() {
        return !eventClasses().isEmpty();
    }

    private Set<String> eventClasses() {
        Set<String> known = eventClasses;
        if (known == null) {
            known = operations.events().classes();
            eventClasses = known;
        }
        return known;
    }

    /** Logs the events of documents whose references were cleared. */
    @Override
    public void enter(Effects effects) {
        for (Effect each : effects.details()) {
            if (wantsDetails(each.change().key().className())) {
                log(new LoggedEvent(
                        0,
                        each.change().key(),
                        EventType.of(each.change().kind()),
                        each.change().version(),
                        each.change().at(),
                        null));
            }
        }
    }

    @Override
    public <T> T read(Supplier<String> doing, Work<T> work) {
        return write(doing, work);
    }

    @Override
    public <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work) {
        try {
            return work.run(statements);
        } catch (SQLException e) {
            throw database.database().translate(statements.connection(), doing.get(), e);
        }
    }

    @Override
    public <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work) {
        return write(doing, work);
    }

    @Override
    public ChangeRecorder recorder(Supplier<String> doing) {
        return recorder;
    }

    @Override
    public ChangeRecorder entered() {
        return recorder;
    }

    @Override
    public void alone(Supplier<String> doing) {
        execute(doing, recorder::alone);
    }

    @Override
    public void checkWritable(Supplier<String> doing) {}

    @Override
    public void commit() {
        throw new IllegalStateException("The transaction is the session's. Commit it there.");
    }

    /** Does nothing, since the session owns the statements. */
    @Override
    public void close() {}
}
