package io.sepia.internal.monitor;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.ForwardingTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Term;
import io.sepia.internal.jfr.CallEvent;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A transaction whose calls are watched. */
final class MonitoredTransaction extends ForwardingTransaction {
    private final BackendTransaction delegate;
    /** Where each call is logged by itself; null for an operation of several calls, which is logged as a whole. */
    private final @Nullable SlowLog each;

    private Call first = Call.COMMIT;
    private @Nullable String className;
    private @Nullable String id;
    private long objects;
    private int calls;

    MonitoredTransaction(BackendTransaction delegate, @Nullable SlowLog each) {
        this.delegate = delegate;
        this.each = each;
    }

    @Override
    protected BackendTransaction delegate() {
        return delegate;
    }

    private <T> T watch(
            Call call, @Nullable String name, @Nullable String one, ToLongFunction<T> count, Supplier<T> work) {
        CallEvent event = call.begin();
        long start = System.nanoTime();
        long counted = 0;
        try {
            T result = work.get();
            counted = count.applyAsLong(result);
            return result;
        } finally {
            if (event != null) {
                event.commit(name, one, counted);
            }
            if (calls++ == 0) {
                first = call;
                className = name;
                id = one;
                objects = counted;
            }
            if (each != null) {
                each.add(call, name, one, counted, 0, System.nanoTime() - start);
            }
        }
    }

    /** Ends an event of the whole transaction. */
    void end(CallEvent event) {
        event.commit(className, id, objects);
    }

    /** Logs the operation that this transaction was, if it was slow. */
    void log(SlowLog log, long took) {
        log.add(first, className, id, objects, Math.max(0, calls - 1), took);
    }

    private Effects watch(Call call, String name, @Nullable String one, Supplier<Effects> work) {
        return watch(call, name, one, Effects::count, work);
    }

    private static @Nullable String single(Collection<String> ids) {
        return ids.size() == 1 ? ids.iterator().next() : null;
    }

    @Override
    public Effects save(List<DocumentWrite> writes) {
        if (writes.isEmpty()) {
            return super.save(writes);
        }
        ObjectKey key = writes.get(0).key();
        String one = writes.size() == 1 ? key.id() : null;
        return watch(Call.SAVE, key.className(), one, each -> writes.size(), () -> super.save(writes));
    }

    @Override
    public Effects restore(List<StoredDocument> documents) {
        if (documents.isEmpty()) {
            return super.restore(documents);
        }
        ObjectKey key = documents.get(0).key();
        String one = documents.size() == 1 ? key.id() : null;
        return watch(Call.SAVE, key.className(), one, each -> documents.size(), () -> super.restore(documents));
    }

    @Override
    public Optional<StoredDocument> load(ObjectKey key) {
        return watch(Call.LOAD, key.className(), key.id(), found -> found.isPresent() ? 1 : 0, () -> super.load(key));
    }

    @Override
    public List<StoredDocument> load(String name, Collection<String> ids) {
        return watch(Call.LOAD, name, single(ids), List::size, () -> super.load(name, ids));
    }

    @Override
    public Effects delete(ObjectKey key, WriteCondition condition) {
        return watch(Call.DELETE, key.className(), key.id(), () -> super.delete(key, condition));
    }

    @Override
    public Effects delete(String name, Collection<String> ids) {
        return watch(Call.DELETE, name, single(ids), () -> super.delete(name, ids));
    }

    @Override
    public Effects delete(String name, Query query) {
        return watch(Call.DELETE, name, null, () -> super.delete(name, query));
    }

    @Override
    public Effects forget(String name, Collection<String> ids) {
        return watch(Call.DELETE, name, single(ids), () -> super.forget(name, ids));
    }

    @Override
    public Effects clear(String name) {
        return watch(Call.DELETE, name, null, () -> super.clear(name));
    }

    @Override
    public List<String> ids(String name) {
        return watch(Call.QUERY, name, null, List::size, () -> super.ids(name));
    }

    @Override
    public List<StoredDocument> page(String name, String afterId, int limit) {
        return watch(Call.QUERY, name, null, List::size, () -> super.page(name, afterId, limit));
    }

    @Override
    public List<StoredDocument> query(String name, Query query) {
        return watch(Call.QUERY, name, null, List::size, () -> super.query(name, query));
    }

    @Override
    public List<RankedDocument> search(String name, Query query) {
        return watch(Call.QUERY, name, null, List::size, () -> super.search(name, query));
    }

    @Override
    public List<String> queryIds(String name, Query query) {
        return watch(Call.QUERY, name, null, List::size, () -> super.queryIds(name, query));
    }

    @Override
    public long count(String name, Term condition) {
        return watch(Call.QUERY, name, null, Long::longValue, () -> super.count(name, condition));
    }

    @Override
    public long count(String name) {
        return watch(Call.QUERY, name, null, Long::longValue, () -> super.count(name));
    }

    @Override
    public void commit() {
        watch(Call.COMMIT, className, id, done -> objects, () -> {
            super.commit();
            return true;
        });
    }
}
