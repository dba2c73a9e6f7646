package io.sepia.internal.backend.sql;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The generations of objects in a database, for one transaction. See decision 0055. */
final class JpaGenerations implements Generations {
    private final TransactionSession session;
    private final Database database;

    JpaGenerations(TransactionSession session, Database database) {
        this.session = session;
        this.database = database;
    }

    @Override
    public Map<String, HistoryRule> rules() {
        return session.read(() -> "Reading the history rules", GenerationRules::read);
    }

    @Override
    public void rule(String className, HistoryRule rule) {
        ObjectKey.checkClassName(className);
        write(() -> "Changing the history rule of class " + className, statements -> {
            GenerationRules.change(database, statements, recorder(), className, rule);
            return true;
        });
    }

    @Override
    public long keep(ObjectKey key) {
        return this.<Long>write(() -> "Keeping a generation of " + key, statements -> {
            ChangeRecorder.LockedRows.lock(statements, database, key);
            HistoryRule rule = GenerationRules.read(statements).get(key.className());
            if (rule == null) {
                GenerationRules.change(database, statements, recorder(), key.className(), HistoryRule.ASKED);
            }
            return new GenerationRows(statements).keep(key, rule == null ? HistoryRule.ASKED : rule);
        });
    }

    @Override
    public long count(ObjectKey key) {
        return session.<Long>read(
                () -> "Counting the generations of " + key, statements -> new GenerationRows(statements).count(key));
    }

    @Override
    public List<GenerationHeader> page(ObjectKey key, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 generation, not " + limit);
        }
        return session.read(() -> "Reading generations of " + key, statements -> {
            GenerationRows rows = new GenerationRows(statements);
            List<GenerationHeader> page = new ArrayList<>(rows.page(key, after, limit));
            if (page.size() < limit) {
                rows.current(key)
                        .map(StoredGeneration::header)
                        .filter(each -> each.number() > after)
                        .ifPresent(page::add);
            }
            return page;
        });
    }

    @Override
    public Optional<StoredGeneration> at(ObjectKey key, long number) {
        return session.read(() -> "Loading generation " + number + " of " + key, statements -> {
            GenerationRows rows = new GenerationRows(statements);
            Optional<StoredGeneration> kept = rows.at(key, number);
            return kept.isPresent() ? kept : rows.current(key).filter(each -> each.number() == number);
        });
    }

    @Override
    public Optional<StoredGeneration> at(ObjectKey key, Instant moment) {
        return session.read(() -> "Loading the generation of " + key + " at " + moment, statements -> {
            GenerationRows rows = new GenerationRows(statements);
            Optional<StoredGeneration> current =
                    rows.current(key).filter(each -> !each.header().createdAt().isAfter(moment));
            return current.isPresent() ? current : rows.at(key, moment);
        });
    }

    @Override
    public Optional<StoredGeneration> latest(ObjectKey key) {
        return session.read(() -> "Loading the latest generation of " + key, statements -> {
            GenerationRows rows = new GenerationRows(statements);
            Optional<StoredGeneration> current = rows.current(key);
            return current.isPresent() ? current : rows.latest(key);
        });
    }

    @Override
    public List<String> ids(String className, String afterId, int limit) {
        ObjectKey.checkClassName(className);
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 id, not " + limit);
        }
        return session.read(
                () -> "Listing objects of class " + className + " that have generations",
                statements -> new GenerationRows(statements).ids(database, className, afterId, limit));
    }

    @Override
    public List<String> classes() {
        return session.read(
                () -> "Listing classes that have generations", statements -> new GenerationRows(statements).classes());
    }

    @Override
    public void restore(ObjectKey key, List<StoredGeneration> generations) {
        write(() -> "Restoring generations of " + key, statements -> {
            lock(statements, key);
            new GenerationRows(statements).restore(key, generations);
            return true;
        });
    }

    @Override
    public String drop(String className, String afterId, Instant moment, int limit) {
        ObjectKey.checkClassName(className);
        if (limit < 1) {
            throw new IllegalArgumentException("Generations of at least 1 object are dropped at once, not " + limit);
        }
        return write(() -> "Dropping old generations of class " + className, statements -> {
            GenerationRows rows = new GenerationRows(statements);
            List<String> ids = rows.ids(database, className, afterId, limit);
            for (String id : ids) {
                ObjectKey key = new ObjectKey(className, id);
                lock(statements, key);
                rows.drop(key, moment);
            }
            return ids.size() < limit ? "" : ids.get(limit - 1);
        });
    }

    /**
     * Locks the row of an object whose generations are about to be read and changed, so that no other transaction keeps
     * one in between. See decision 0093.
     */
    private void lock(StatementCache statements, ObjectKey key) throws SQLException {
        if (!database.rowLock().isEmpty()) {
            ChangeRecorder.LockedRows.lock(statements, database, key);
        }
    }

    private ChangeRecorder recorder() {
        return session.recorder(() -> "Changing history rules");
    }

    private <T> T write(Supplier<String> doing, TransactionSession.Work<T> work) {
        return session.write(doing, work);
    }
}
