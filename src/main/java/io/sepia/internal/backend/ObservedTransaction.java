package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.matching.Query;
import java.util.Collection;
import java.util.List;

/** A transaction whose writes an observer is told of: the one place that knows of all of them. */
public class ObservedTransaction extends ForwardingTransaction {
    private final BackendTransaction delegate;
    private final WriteObserver observer;

    /** Tells {@code observer} what is written by way of this transaction. */
    public ObservedTransaction(BackendTransaction delegate, WriteObserver observer) {
        this.delegate = delegate;
        this.observer = observer;
    }

    @Override
    protected final BackendTransaction delegate() {
        return delegate;
    }

    @Override
    public final void save(List<DocumentWrite> writes) {
        observer.keys(
                writes.size() == 1
                        ? List.of(writes.get(0).key())
                        : writes.stream().map(DocumentWrite::key).toList());
        delegate.save(writes);
    }

    @Override
    public final void restore(List<StoredDocument> documents) {
        observer.keys(documents.stream().map(StoredDocument::key).toList());
        delegate.restore(documents);
    }

    @Override
    public final boolean delete(ObjectKey key, WriteCondition condition) {
        observer.keys(List.of(key));
        return delegate.delete(key, condition);
    }

    @Override
    public final long delete(String className, Collection<String> ids) {
        observer.keys(ids.stream().map(id -> new ObjectKey(className, id)).toList());
        return delegate.delete(className, ids);
    }

    @Override
    public final long forget(String className, Collection<String> ids) {
        observer.keys(ids.stream().map(id -> new ObjectKey(className, id)).toList());
        return delegate.forget(className, ids);
    }

    @Override
    public final List<String> delete(String className, Query query) {
        // Which of them go is known only when they are gone.
        observer.wholeClass(ObjectKey.checkClassName(className));
        return delegate.delete(className, query);
    }

    @Override
    public final long clear(String className) {
        observer.wholeClass(ObjectKey.checkClassName(className));
        return delegate.clear(className);
    }

    @Override
    public final long clear() {
        observer.everything();
        return delegate.clear();
    }
}
