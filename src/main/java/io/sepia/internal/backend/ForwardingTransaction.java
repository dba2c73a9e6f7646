package io.sepia.internal.backend;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.report.VerifyReport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;

/** A transaction that forwards every call to another one. Subclasses override some of the methods. */
public abstract class ForwardingTransaction implements BackendTransaction {
    /** Returns the transaction that receives the calls. */
    protected abstract BackendTransaction delegate();

    @Override
    public void report(Ledger ledger) {
        delegate().report(ledger);
    }

    @Override
    public Effects save(List<DocumentWrite> writes) {
        return delegate().save(writes);
    }

    @Override
    public Effects restore(List<StoredDocument> documents) {
        return delegate().restore(documents);
    }

    @Override
    public Optional<StoredDocument> load(ObjectKey key) {
        return delegate().load(key);
    }

    @Override
    public List<StoredDocument> load(String className, Collection<String> ids) {
        return delegate().load(className, ids);
    }

    @Override
    public boolean exists(ObjectKey key) {
        return delegate().exists(key);
    }

    @Override
    public Set<String> existing(String className, Collection<String> ids) {
        return delegate().existing(className, ids);
    }

    @Override
    public Effects delete(ObjectKey key, WriteCondition condition) {
        return delegate().delete(key, condition);
    }

    @Override
    public Effects delete(String className, Collection<String> ids) {
        return delegate().delete(className, ids);
    }

    @Override
    public Effects forget(String className, Collection<String> ids) {
        return delegate().forget(className, ids);
    }

    @Override
    public List<String> ids(String className) {
        return delegate().ids(className);
    }

    @Override
    public List<StoredDocument> page(String className, String afterId, int limit) {
        return delegate().page(className, afterId, limit);
    }

    @Override
    public List<StoredDocument> query(String className, Query query) {
        return delegate().query(className, query);
    }

    @Override
    public List<RankedDocument> search(String className, Query query) {
        return delegate().search(className, query);
    }

    @Override
    public List<String> queryIds(String className, Query query) {
        return delegate().queryIds(className, query);
    }

    @Override
    public long count(String className, Term condition) {
        return delegate().count(className, condition);
    }

    @Override
    public Effects delete(String className, Query query) {
        return delegate().delete(className, query);
    }

    @Override
    public long count(String className) {
        return delegate().count(className);
    }

    @Override
    public SortedMap<String, Long> classes() {
        return delegate().classes();
    }

    @Override
    public Effects clear(String className) {
        return delegate().clear(className);
    }

    @Override
    public Effects clear() {
        return delegate().clear();
    }

    @Override
    public Map<String, Change> latest(String className, Collection<String> ids) {
        return delegate().latest(className, ids);
    }

    @Override
    public Optional<Outcome> record(UUID token, Outcome outcome) {
        return delegate().record(token, outcome);
    }

    @Override
    public ChangeLog changes() {
        return delegate().changes();
    }

    @Override
    public DocumentIndexes indexes() {
        return delegate().indexes();
    }

    @Override
    public EventLog events() {
        return delegate().events();
    }

    @Override
    public DocumentReferences references() {
        return delegate().references();
    }

    @Override
    public Generations generations() {
        return delegate().generations();
    }

    @Override
    public void verify(Consumer<VerifyReport.Finding> found) {
        delegate().verify(found);
    }

    @Override
    public long adopt() {
        return delegate().adopt();
    }

    @Override
    public void commit() {
        delegate().commit();
    }

    @Override
    public void close() {
        delegate().close();
    }
}
