package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The references between the documents of a database, for one transaction. See decisions 0038 and 0039. */
public final class JpaReferences implements DocumentReferences {
    private static final System.Logger LOG = System.getLogger(JpaReferences.class.getName());
    private static final int PART = 5_000;

    private final TransactionSession session;
    private final Database database;

    JpaReferences(TransactionSession session, Database database) {
        this.session = session;
        this.database = database;
    }

    /**
     * Enters the references of older documents into the table of references when a store is opened. Uses short
     * transactions, so that others can write in between, and stops early if others hold the store. References that are
     * not entered yet are looked up in the documents themselves.
     */
    static void enterAll(Function<Access, JpaTransaction> begin) {
        try (JpaTransaction transaction = begin.apply(Access.READ_ONLY)) {
            if (!transaction.references().isBehind()) {
                return;
            }
        }
        try {
            boolean more = true;
            while (more) {
                try (JpaTransaction transaction = begin.apply(Access.READ_WRITE)) {
                    more = transaction.references().catchUp();
                    transaction.commit();
                }
            }
        } catch (StorageBusyException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Other transactions hold the store; its remaining references are entered when it is opened next",
                    e);
        }
    }

    @Override
    public List<Referrer> referrers(ObjectKey target, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 document, not " + limit);
        }
        return session.read(
                () -> "Looking for references to " + target,
                statements -> new ReferenceRows(database, statements).referrers(target, after, limit));
    }

    @Override
    public Set<String> referred(String className, Collection<String> ids) {
        ObjectKey.checkClassName(className);
        Set<ObjectKey> targets = new HashSet<>();
        ids.forEach(id -> targets.add(new ObjectKey(className, id)));
        return session.read(
                () -> "Looking for references to " + ids.size() + " objects of class " + className,
                statements -> new ReferenceRows(database, statements)
                        .referred(targets).stream().map(ObjectKey::id).collect(Collectors.toSet()));
    }

    @Override
    public boolean isBehind() {
        return session.<Boolean>read(
                () -> "Looking for references to enter",
                statements -> database.references().isBehind(statements));
    }

    @Override
    public boolean catchUp() {
        // Another transaction that writes one of these rows would enter the same references.
        session.alone(() -> "Entering references");
        return session.<Boolean>write(
                () -> "Entering references", statements -> database.references().enter(statements, PART) == PART);
    }

    @Override
    public void check() {
        session.read(
                        () -> "Comparing the index of references",
                        statements -> database.references().damage(statements))
                .ifPresent(damage -> {
                    throw new DamagedDocumentException(
                            "Nothing was deleted, because the references of the store are not" + " certain: " + damage);
                });
    }

    @Override
    public Map<String, OnDelete> rules() {
        return session.read(() -> "Reading the rules for deletion", JpaReferences::rules);
    }

    @Override
    public JpaReferenceGraph graph() {
        return new JpaReferenceGraph(session, database);
    }

    @Override
    public void rule(String className, OnDelete rule) {
        ObjectKey.checkClassName(className);
        Supplier<String> doing = () -> "Setting the deletion rule of class " + className;
        ChangeRecorder recorder = session.recorder(doing);
        session.<Boolean>write(doing, statements -> {
            if (rule == rules(statements).getOrDefault(className, OnDelete.LEAVE)) {
                return false;
            }
            return recorder.<Boolean>changing(statements, () -> {
                RuleRows.write(
                        statements,
                        RuleRows.of(statements, className).withOnDelete(rule == OnDelete.LEAVE ? null : rule));
                return true;
            });
        });
    }

    private static Map<String, OnDelete> rules(StatementCache statements) throws SQLException {
        Map<String, OnDelete> rules = new TreeMap<>(ObjectKey.TEXT_ORDER);
        for (RuleRows.Rules each : RuleRows.all(statements)) {
            OnDelete rule = each.onDelete();
            if (rule != null) {
                rules.put(each.className(), rule);
            }
        }
        return rules;
    }
}
