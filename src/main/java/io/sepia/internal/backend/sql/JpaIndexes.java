package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.backend.sql.IndexRecords.Numbered;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.matching.Query;
import io.sepia.internal.words.WordField;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a store in a database, for one transaction. An index is recorded and built in the same transaction.
 */
final class JpaIndexes implements DocumentIndexes {
    private static final System.Logger LOG = System.getLogger(JpaIndexes.class.getName());

    /** The number of documents whose words one transaction enters, so that writers wait for a short time. */
    private static final int WORDS_AT_ONCE = 5_000;

    private final TransactionSession session;
    private final Database database;

    JpaIndexes(TransactionSession session, Database database) {
        this.session = session;
        this.database = database;
    }

    /** Drops the triggers whose tables SQL has dropped, when a store is opened. */
    static void dropBrokenTriggers(Function<Access, JpaTransaction> begin) {
        boolean broken;
        try (JpaTransaction transaction = begin.apply(Access.READ_ONLY)) {
            broken = transaction.indexes().hasBrokenTriggers();
        }
        if (broken) {
            LOG.log(System.Logger.Level.WARNING, "SQL has dropped tables of indexes; searches create them again");
            try (JpaTransaction transaction = begin.apply(Access.READ_WRITE)) {
                transaction.indexes().dropBrokenTriggers();
                transaction.commit();
            }
        }
    }

    private boolean hasBrokenTriggers() {
        return session.read(() -> "Looking for broken triggers", database.indexes()::hasBrokenTriggers);
    }

    private void dropBrokenTriggers() {
        session.execute(() -> "Dropping broken triggers", database.indexes()::dropBrokenTriggers);
    }

    /**
     * Builds the recorded indexes that SQL has dropped or replaced, when a store is opened. A missing index makes
     * queries slow, and lets a unique value be stored twice. An index that cannot be built because a document is
     * damaged stays missing.
     *
     * @throws io.sepia.error.NotUniqueException if that has happened
     */
    static void buildMissing(Function<Access, JpaTransaction> begin) {
        List<IndexDefinition> missing;
        try (JpaTransaction transaction = begin.apply(Access.READ_ONLY)) {
            missing = transaction.indexes().missing();
        }
        for (IndexDefinition each : missing) {
            LOG.log(System.Logger.Level.WARNING, "Index {0} was dropped or replaced by SQL and is built again", each);
            try (JpaTransaction transaction = begin.apply(Access.READ_WRITE)) {
                transaction.indexes().rebuild(each);
                transaction.commit();
            } catch (DamagedDocumentException e) {
                LOG.log(System.Logger.Level.WARNING, "Index " + each + " stays missing", e);
            }
        }
    }

    List<IndexDefinition> missing() {
        return session.read(() -> "Looking for missing indexes", statements -> {
            List<IndexDefinition> missing = new ArrayList<>();
            IndexRecords records = new IndexRecords(statements);
            for (long number : records.numbers()) {
                Numbered record = database.indexes().isBuilt(statements, number) ? null : records.of(number);
                if (record != null) {
                    missing.add(record.definition());
                }
            }
            for (Numbered each : records.readable()) {
                if (database.indexes().isReplaced(statements, each)) {
                    missing.add(each.definition());
                }
            }
            return missing;
        });
    }

    @Override
    public List<IndexEntry> list() {
        return session.read(() -> "Listing the indexes", statements -> entries(new IndexRecords(statements).all()));
    }

    @Override
    public List<IndexEntry> list(String className) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Listing the indexes of class " + className,
                statements -> entries(new IndexRecords(statements).ofClass(className)));
    }

    private static List<IndexEntry> entries(List<Numbered> indexes) {
        return indexes.stream().map(Numbered::entry).toList();
    }

    @Override
    public boolean add(IndexDefinition definition, boolean declared) {
        return session.write(() -> "Building index " + definition, statements -> {
            IndexRecords records = new IndexRecords(statements);
            Numbered there = records.of(definition);
            if (there == null) {
                return changing(statements, () -> {
                    database.indexes().build(statements, records.add(definition, declared), definition);
                    return true;
                });
            }
            if (there.entry().declared() && !declared) {
                records.keep(there.number());
            }
            return false;
        });
    }

    @Override
    public boolean drop(IndexDefinition definition) {
        return session.write(() -> "Dropping index " + definition, statements -> {
            IndexRecords records = new IndexRecords(statements);
            Numbered there = records.of(definition);
            if (there == null) {
                return false;
            }
            return changing(statements, () -> {
                database.indexes().remove(statements, there.number());
                records.remove(there.number());
                return true;
            });
        });
    }

    @Override
    public Map<String, List<WordField>> words() {
        return session.read(
                () -> "Listing the indexes of words",
                statements -> database.indexes().words().fields(statements));
    }

    @Override
    public void outdateWords(String className) {
        session.<Boolean>write(() -> "Rebuilding the index of words of class " + className, statements -> {
            database.indexes().words().outdate(statements, className);
            return true;
        });
    }

    @Override
    public boolean wordsAreBehind(String className, List<WordField> fields) {
        return session.read(
                () -> "Reading the index of words of class " + className,
                statements -> database.indexes().words().isBehind(statements, className, fields));
    }

    @Override
    public boolean catchUpWords(String className, List<WordField> fields) {
        return session.<Boolean>write(
                () -> "Entering words of class " + className,
                statements -> database.indexes().words().enter(statements, className, fields, WORDS_AT_ONCE));
    }

    @Override
    public ClassChanges changes(String className, @Nullable Object since) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Comparing class " + className,
                statements -> database.indexes().changes(statements, className, since));
    }

    @Override
    public boolean isWorthFollowing(String className) {
        return session.read(
                () -> "Counting class " + className,
                statements -> database.indexes().isWorthFollowing(statements, className));
    }

    @Override
    public void follow(String className) {
        session.execute(
                () -> "Following class " + className,
                statements -> database.indexes().follow(statements, className));
    }

    @Override
    public boolean rebuild(IndexDefinition definition) {
        return session.write(() -> "Rebuilding index " + definition, statements -> {
            Numbered there = new IndexRecords(statements).of(definition);
            if (there == null) {
                return false;
            }
            return changing(statements, () -> {
                database.indexes().remove(statements, there.number());
                database.indexes().build(statements, there.number(), definition);
                return true;
            });
        });
    }

    /** Changes indexes while no other transaction writes, so that the index covers every row. */
    private boolean changing(StatementCache statements, ChangeRecorder.RuleChange<Boolean> change) throws SQLException {
        return session.recorder(() -> "Changing indexes").<Boolean>changing(statements, change);
    }

    @Override
    public QueryPlan explain(String className, Query query) {
        ObjectKey.checkClassName(className);
        return session.read(
                () -> "Explaining a query of class " + className,
                statements -> new JpaQueries(database, statements, className, Deadline.NONE).plan(query));
    }
}
