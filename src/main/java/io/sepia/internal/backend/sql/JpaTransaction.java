package io.sepia.internal.backend.sql;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ChangeLog;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Extent;
import io.sepia.internal.backend.EventLog;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.report.VerifyReport;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The repository: implements the operations of a backend in SQL, within the transaction of one Hibernate session. It is
 * the same for every database and for own and joined sessions. Statements bypass the session's entities, which is two
 * to five times as fast and leaves nothing in a persistence context. See decision 0090.
 */
public final class JpaTransaction implements BackendTransaction {
    private static final String OF_KEY = " WHERE class_name = ? AND object_id = ?";
    private static final String OF_CLASS = " WHERE class_name = ?";

    private final TransactionSession session;
    private final Database database;
    private final Clock clock;
    private final long queryTimeout;
    private final String lock;
    private Ledger ledger = Ledger.NONE;

    /**
     * @param locking whether loaded documents are locked until the transaction ends
     * @param queryTimeout the timeout in milliseconds for evaluating documents in Java; 0 for none
     */
    public JpaTransaction(
            TransactionSession session,
            Database database,
            boolean locking,
            Clock clock,
            StoreRules rules,
            long queryTimeout) {
        this.session = rules == StoreRules.BY_DATABASE ? session : new EnteringSession(session, rules, locking);
        this.database = database;
        this.clock = clock;
        this.queryTimeout = queryTimeout;
        this.lock = locking ? database.rowLock() : "";
    }

    @Override
    public void report(Ledger to) {
        ledger = to;
    }

    @Override
    public Effects save(List<DocumentWrite> writes) {
        if (writes.isEmpty()) {
            session.checkWritable(() -> "Saving");
            return Effects.NONE;
        }
        Supplier<String> doing = () -> "Saving " + (writes.size() == 1 ? "" : writes.size() + " documents from ")
                + writes.get(0).key();
        ChangeRecorder recorder = session.recorder(doing);
        boolean ruled = recorder.mayRefuse(writes);
        boolean detailed = ledger.wantsDetails(writes);
        return entered(session.change(writes.size() > 1 || ruled, doing, statements -> {
            ConditionalWrites rows = new ConditionalWrites(database, statements, recorder.indexes(writes), detailed);
            long now = Rows.micros(clock.instant());
            if (ruled) {
                recorder.save(statements, rows, writes, now);
            } else {
                rows.save(writes, now);
            }
            recorder.saved(statements, rows.written());
            return Effects.saved(writes, rows.count(), rows.begun(), rows.details());
        }));
    }

    @Override
    public Effects restore(List<StoredDocument> documents) {
        List<DocumentWrite> writes = RestoredRows.writes(documents);
        Supplier<String> doing = () -> "Restoring " + documents.size() + " documents";
        ChangeRecorder recorder = session.recorder(doing);
        boolean refusable = documents.size() != 1 || recorder.mayRefuse(writes);
        return change(refusable, doing, statements -> {
            Set<ObjectKey> absent = recorder.restoring(statements, documents);
            RestoredRows.delete(database, statements, recorder, documents, absent);
            new ConditionalWrites(database, statements, true, false).save(writes, Rows.micros(clock.instant()));
            RestoredRows.date(statements, documents);
            recorder.saved(statements, writes);
            return Effects.restored(documents);
        });
    }

    @Override
    public Optional<StoredDocument> load(ObjectKey key) {
        return session.read(
                () -> "Loading " + key,
                statements -> lock.isEmpty()
                        ? statements.row(JpaListings.LOAD, row -> Rows.read(database, key, row), key)
                        : new JpaListings(database, statements).load(key, lock));
    }

    @Override
    public List<StoredDocument> load(String className, Collection<String> ids) {
        IdLists lists = new IdLists(className, ids, database.idLists());
        return session.read(
                () -> "Loading " + ids.size() + " documents of class " + className,
                statements -> new JpaListings(database, statements).load(className, lists, lock));
    }

    @Override
    public boolean exists(ObjectKey key) {
        return session.<Boolean>read(
                () -> "Looking for " + key,
                statements -> statements
                        .row("SELECT 1 FROM objects" + OF_KEY, row -> true, key)
                        .isPresent());
    }

    @Override
    public Set<String> existing(String className, Collection<String> ids) {
        IdLists lists = new IdLists(className, ids, database.idLists());
        return session.read(
                () -> "Looking for " + ids.size() + " objects of class " + className,
                statements -> new JpaListings(database, statements).existing(lists));
    }

    /** Asks after the transaction has shared the lock of the rules, since events are a rule too. */
    private boolean wantsDetails(String className) {
        session.recorder(() -> "Deleting objects of class " + className);
        return ledger.wantsDetails(className);
    }

    @Override
    public Effects delete(ObjectKey key, WriteCondition condition) {
        boolean versioned = condition.kind() == WriteCondition.Kind.VERSION;
        if (!versioned && condition.kind() != WriteCondition.Kind.NONE) {
            throw new IllegalArgumentException("Deleting takes the condition NONE or VERSION, not " + condition.kind()
                    + ", which was given for " + key);
        }
        boolean detailed = wantsDetails(key.className());
        return change(false, () -> "Deleting " + key, statements -> {
            DeletedRows rows = deletedRows(statements, detailed);
            long deleted = rows.delete(versioned ? OF_KEY + " AND version = ?" : OF_KEY, statement -> {
                Rows.bind(statement, key);
                if (versioned) {
                    statement.setLong(3, condition.version());
                }
            });
            if (versioned && deleted == 0) {
                StaleVersionException stale = ConditionalWrites.stale(database, statements, key, condition);
                if (stale.found() != 0) {
                    throw stale;
                }
            }
            return Effects.deleted(new Extent.Keys(List.of(key)), deleted, rows.details());
        });
    }

    @Override
    public Effects delete(String className, Collection<String> ids) {
        IdLists lists = new IdLists(className, ids, database.idLists());
        boolean detailed = wantsDetails(className);
        return change(false, () -> "Deleting " + ids.size() + " objects of class " + className, statements -> {
            DeletedRows rows = deletedRows(statements, detailed);
            rows.delete(lists);
            return Effects.deleted(new Extent.Ids(className, ids), rows.count(), rows.details());
        });
    }

    @Override
    public Effects forget(String className, Collection<String> ids) {
        boolean detailed = wantsDetails(className);
        return change(false, () -> "Forgetting " + ids.size() + " objects of class " + className, statements -> {
            DeletedRows rows = deletedRows(statements, detailed);
            rows.forget(className, ids);
            return Effects.forgotten(new Extent.Ids(className, ids), rows.count(), rows.details());
        });
    }

    private DeletedRows deletedRows(StatementCache statements, boolean detailed) {
        return new DeletedRows(database, statements, recorder(), detailed, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public List<String> ids(String className) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Listing the ids of class " + className,
                statements -> new JpaListings(database, statements).ids(className));
    }

    @Override
    public List<StoredDocument> page(String className, String afterId, int limit) {
        JpaListings.checkPage(className, afterId, limit);
        return session.read(
                () -> "Reading a page of class " + className,
                statements -> new JpaListings(database, statements).page(className, afterId, limit));
    }

    @Override
    public List<StoredDocument> query(String className, Query query) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Querying class " + className,
                statements -> queries(statements, className).documents(query));
    }

    @Override
    public List<RankedDocument> search(String className, Query query) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Searching class " + className,
                statements -> queries(statements, className).search(query));
    }

    @Override
    public List<String> queryIds(String className, Query query) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Querying class " + className,
                statements -> queries(statements, className).ids(query));
    }

    @Override
    public long count(String className, Term condition) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Counting in class " + className,
                statements -> queries(statements, className).count(condition));
    }

    @Override
    public Effects delete(String className, Query query) {
        ObjectKey.checkClassName(className);
        return change(
                false,
                () -> "Deleting by a query of class " + className,
                statements -> queries(statements, className).delete(query, recorder(), now()));
    }

    private JpaQueries queries(StatementCache statements, String className) {
        return new JpaQueries(database, statements, className, Deadline.after(queryTimeout));
    }

    @Override
    public long count(String className) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Counting class " + className,
                statements -> new JpaListings(database, statements).count(className));
    }

    @Override
    public SortedMap<String, Long> classes() {
        return session.read(() -> "Listing the classes", statements -> new JpaListings(database, statements).classes());
    }

    @Override
    public Effects clear(String className) {
        ObjectKey.checkClassName(className);
        boolean detailed = wantsDetails(className);
        return change(false, () -> "Clearing class " + className, statements -> {
            DeletedRows rows = deletedRows(statements, detailed);
            rows.delete(OF_CLASS, statement -> statement.setString(1, className));
            return Effects.deleted(new Extent.OfClass(className), rows.count(), rows.details());
        });
    }

    @Override
    public Effects clear() {
        session.recorder(() -> "Clearing the store");
        boolean detailed = ledger.wantsDetails();
        return change(false, () -> "Clearing the store", statements -> {
            DeletedRows rows = deletedRows(statements, detailed);
            rows.delete("", statement -> {});
            return Effects.deleted(new Extent.Everything(), rows.count(), rows.details());
        });
    }

    @Override
    public Map<String, Change> latest(String className, Collection<String> ids) {
        IdLists lists = new IdLists(className, ids, database.idLists());
        return session.read(
                () -> "Reading the versions of " + ids.size() + " objects of class " + className, statements -> {
                    Map<String, Change> found = new HashMap<>();
                    lists.select(statements, JpaListings.CHANGE, "", row -> {
                        Change change = JpaListings.change(className, row);
                        found.put(change.key().id(), change);
                    });
                    return found;
                });
    }

    public void keepChanges(boolean keep) {
        session.execute(
                () -> "Switching the log of changes " + (keep ? "on" : "off"),
                statements -> JpaChangeLog.keep(database, statements, recorder(), keep));
    }

    @Override
    public Optional<Outcome> record(UUID token, Outcome outcome) {
        return session.write(
                () -> "Recording the outcome of transaction " + token,
                statements -> OutcomeRows.record(statements, token, outcome, Rows.micros(clock.instant())));
    }

    @Override
    public ChangeLog changes() {
        return new JpaChangeLog(session, database);
    }

    @Override
    public JpaIndexes indexes() {
        return new JpaIndexes(session, database);
    }

    @Override
    public EventLog events() {
        return new JpaEventLog(session);
    }

    @Override
    public JpaReferences references() {
        return new JpaReferences(session, database);
    }

    @Override
    public JpaGenerations generations() {
        return new JpaGenerations(session, database);
    }

    @Override
    public void verify(Consumer<VerifyReport.Finding> found) {
        session.<Boolean>read(() -> "Verifying the store", statements -> {
            new RowVerification(database, statements).run(found);
            return true;
        });
    }

    @Override
    public long adopt() {
        session.recorder(() -> "Sealing rows");
        return session.<Long>write(
                () -> "Sealing rows", statements -> new RowVerification(database, statements).adopt());
    }

    @Override
    public void commit() {
        session.commit();
    }

    @Override
    public void close() {
        session.close();
    }

    /** Returns the recorder within a write, which has acquired the lock before. */
    private ChangeRecorder recorder() {
        return session.recorder(() -> "Writing");
    }

    private Effects change(boolean refusable, Supplier<String> doing, TransactionSession.Work<Effects> work) {
        return entered(session.<Effects>change(refusable, doing, work));
    }

    private Effects entered(Effects effects) {
        ledger.enter(effects);
        return effects;
    }
}
