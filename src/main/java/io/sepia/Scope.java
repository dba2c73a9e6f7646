package io.sepia;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.Stored;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.MappingException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.graph.GraphWriter;
import io.sepia.internal.graph.SaveMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The verbs, told in terms of units of work. Scopes differ only in how a unit of work begins and ends. */
abstract class Scope implements StorageOperations {
    private static final int CHANGES = 1_000;

    /** Runs {@code work} in a transaction that need not write. */
    abstract <R extends @Nullable Object> R read(Function<UnitOfWork, R> work);

    /**
     * Runs {@code work}, which loads documents by key, the one of {@code first} before all others. They may come from
     * the cache, and {@code work} may be given up and run once more.
     */
    <R extends @Nullable Object> R readByKey(ObjectKey first, Function<UnitOfWork, R> work) {
        return read(work);
    }

    /** As above, where there may be no key. */
    final <R extends @Nullable Object> R readByKey(Optional<ObjectKey> first, Function<UnitOfWork, R> work) {
        return first.isPresent() ? readByKey(first.get(), work) : read(work);
    }

    /** Runs {@code work} in a transaction that may write. */
    abstract <R extends @Nullable Object> R write(Function<UnitOfWork, R> work);

    /** As {@link #write}, for work that cannot be repeated. */
    <R extends @Nullable Object> R writeOnce(Function<UnitOfWork, R> work) {
        return write(work);
    }

    /**
     * As {@link #write}, for work that is short and runs no code of the application: it may be repeated, and may run on
     * another thread.
     */
    <R extends @Nullable Object> R writeEncoded(Function<UnitOfWork, R> work) {
        return write(work);
    }

    /** Saves one object. */
    <T> T saveOne(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        return write(
                unit -> unit.writer().<T>save(List.of(object), mode, metadata).get(0));
    }

    /** Begins a transaction that a stream reads in and closes, or joins the one that is open. */
    abstract StreamSource openStream();

    abstract ObjectCodec codec();

    /** A unit of work for a stream, and what ends it. */
    record StreamSource(UnitOfWork unit, Runnable onClose) {}

    @Override
    public <T> T save(T object) {
        return save(object, SaveMode.SAVE, null);
    }

    @Override
    public <T> T save(T object, Map<String, ?> metadata) {
        return save(object, SaveMode.SAVE, new LinkedHashMap<>(metadata));
    }

    @Override
    public <T> T insert(T object) {
        return save(object, SaveMode.INSERT, null);
    }

    @Override
    public <T> T update(T object) {
        return save(object, SaveMode.UPDATE, null);
    }

    private <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        codec().model(object.getClass());
        return saveOne(object, mode, metadata);
    }

    @Override
    public <T> T saveGraph(T root) {
        codec().model(root.getClass());
        return write(unit -> unit.writer().saveGraph(root));
    }

    @Override
    public <T> List<T> saveAll(Iterable<? extends T> objects) {
        return saveAll(objects, SaveMode.SAVE);
    }

    @Override
    public <T> List<T> insertAll(Iterable<? extends T> objects) {
        return saveAll(objects, SaveMode.INSERT);
    }

    @Override
    public <T> List<T> updateAll(Iterable<? extends T> objects) {
        return saveAll(objects, SaveMode.UPDATE);
    }

    private <T> List<T> saveAll(Iterable<? extends T> objects, SaveMode mode) {
        Function<UnitOfWork, List<T>> work = unit -> unit.writer().<T>save(objects, mode, null);
        // What is no collection may be gone through only once.
        return objects instanceof Collection ? write(work) : writeOnce(work);
    }

    @Override
    public <T> T load(Class<T> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return readByKey(key, unit -> unit.load(codec().model(type), key));
    }

    @Override
    public <T> Optional<T> find(Class<T> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return readByKey(key, unit -> unit.find(codec().model(type), key).map(Stored::value));
    }

    @Override
    public <T> Optional<Stored<T>> findStored(Class<T> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return readByKey(key, unit -> unit.find(codec().model(type), key));
    }

    @Override
    public <T> List<T> loadAll(Class<T> type, Collection<?> ids) {
        List<ObjectKey> keys =
                ids.stream().map(id -> codec().model(type).key(id)).toList();
        return readByKey(keys.stream().findFirst(), unit -> unit.loadAll(codec().model(type), keys));
    }

    @Override
    public boolean delete(Class<?> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return writeEncoded(unit -> unit.delete(key, WriteCondition.NONE));
    }

    @Override
    public boolean delete(Object object) {
        ObjectKey key = GraphWriter.keyToDelete(codec(), object);
        WriteCondition condition = GraphWriter.deleteCondition(codec(), object);
        return writeEncoded(unit -> unit.delete(key, condition));
    }

    @Override
    public long deleteAll(Class<?> type, Collection<?> ids) {
        List<String> texts =
                ids.stream().map(id -> codec().model(type).key(id).id()).toList();
        return write(unit -> unit.deleteAll(codec().model(type).name(), texts));
    }

    @Override
    public boolean exists(Class<?> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return readByKey(key, unit -> unit.backend().exists(key));
    }

    @Override
    public long count(Class<?> type) {
        String name = codec().model(type).name();
        return read(unit -> unit.backend().count(name));
    }

    @Override
    public List<String> ids(Class<?> type) {
        String name = codec().model(type).name();
        return read(unit -> unit.backend().ids(name));
    }

    @Override
    public <T> Stream<T> stream(Class<T> type) {
        String name = codec().model(type).name();
        StreamSource source = openStream();
        return DocumentPages.stream(source, name, (unit, page) -> unit.decode(codec().model(type), page));
    }

    @Override
    public <T> ObjectQuery<T> query(Class<T> type) {
        ObjectModel<T> model = codec().model(type);
        return ScopedQuery.all(new ScopedQuery.Target<>(
                this, model.name(), model, (unit, documents) -> unit.decode(model, documents)));
    }

    @Override
    public long clear(Class<?> type) {
        String name = codec().model(type).name();
        return write(unit -> unit.clear(name));
    }

    @Override
    public long clear() {
        return write(UnitOfWork::clear);
    }

    @Override
    public SortedMap<String, Long> classes() {
        return read(unit -> unit.backend().classes());
    }

    @Override
    public SortedMap<String, List<String>> allIds() {
        return read(unit -> {
            BackendTransaction backend = unit.backend();
            SortedMap<String, List<String>> all = new TreeMap<>(ObjectKey.TEXT_ORDER);
            backend.classes().keySet().forEach(name -> all.put(name, backend.ids(name)));
            return all;
        });
    }

    @Override
    public ChangePage changesSince(ChangeCursor cursor) {
        return changesSince(cursor, CHANGES);
    }

    @Override
    public ChangePage changesSince(ChangeCursor cursor, int limit) {
        return read(unit -> unit.backend().changes().since(cursor, limit));
    }

    @Override
    public ChangeCursor changesEnd() {
        return read(unit -> unit.backend().changes().end());
    }

    @Override
    public Stream<Event> events(EventFilter filter) {
        return EventPages.stream(openStream(), filter);
    }

    @Override
    public Optional<Event> lastEvent(Class<?> type, Object id) {
        return lastEvent(keyOf(type, id));
    }

    Optional<Event> lastEvent(ObjectKey key) {
        return read(unit -> unit.backend().events().last(key).map(unit::event));
    }

    @Override
    public void logActivity(Class<?> type, Object id, String action, Map<String, ?> metadata) {
        logActivity(keyOf(type, id), action, metadata);
    }

    void logActivity(ObjectKey key, String action, Map<String, ?> metadata) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("action", action);
        all.putAll(metadata);
        String text = codec().writeMetadata("an activity of " + key, all);
        writeEncoded(unit -> {
            unit.logActivity(key, text);
            return true;
        });
    }

    @Override
    public Stream<ObjectKey> whoReferences(ObjectKey target) {
        return ReferrerPages.stream(openStream(), target);
    }

    @Override
    public <T> ObjectHistory<T> history(Class<T> type, Object id) {
        ObjectModel<T> model = codec().model(type);
        return new HistoryView<>(this, model.key(id), (unit, document) -> unit.decode(model, document));
    }

    @Override
    public <T> T saveGeneration(T object) {
        return saveGenerationOf(object, null);
    }

    @Override
    public <T> T saveGeneration(T object, Map<String, ?> metadata) {
        return saveGenerationOf(object, new LinkedHashMap<>(metadata));
    }

    private <T> T saveGenerationOf(T object, @Nullable Map<String, ?> metadata) {
        codec().model(object.getClass());
        return write(unit -> {
            T saved = unit.writer()
                    .<T>save(List.of(object), SaveMode.SAVE, metadata)
                    .get(0);
            unit.backend().generations().keep(GraphWriter.keyToDelete(codec(), saved));
            return saved;
        });
    }

    @Override
    public void keepHistory(Class<?> type, HistoryRule rule) {
        ObjectModel<?> model = codec().model(type);
        model.history().filter(own -> !own.equals(rule)).ifPresent(own -> {
            throw new ConfigurationException(type.getName() + " says itself which generations are kept, with @History."
                    + " Change that, or take it away.");
        });
        keepHistory(model.name(), rule);
    }

    void keepHistory(String className, HistoryRule rule) {
        write(unit -> {
            unit.backend().generations().rule(className, rule);
            return true;
        });
    }

    @Override
    public boolean isStale(Object object) {
        if (object instanceof Stored<?> loaded) {
            return isStale(loaded.key(), loaded.version());
        }
        ObjectModel<?> model = codec().model(object.getClass());
        if (!model.isVersioned()) {
            throw new MappingException("Nobody can tell whether an object of " + model
                    + " is stale: it does not know its version. Give the class a @Version, or ask with what findStored"
                    + " returned.");
        }
        ObjectKey key = model.keyOf(object);
        return key != null && isStale(key, model.versionOf(object));
    }

    private boolean isStale(ObjectKey key, long version) {
        return read(unit -> {
            Change latest =
                    unit.backend().latest(key.className(), List.of(key.id())).get(key.id());
            return latest == null ? version > 0 : latest.version() != version;
        });
    }

    @Override
    public <T> T mutate(Class<T> type, Object id, UnaryOperator<T> change) {
        ObjectModel<T> model = codec().model(type);
        return mutate(Mutation.of(model, model.key(id), change));
    }

    /** Makes a change, inside a transaction in that. */
    <R> R mutate(Mutation<?, R> mutation) {
        return write(mutation::within);
    }

    @Override
    public ObjectKey keyOf(Class<?> type, Object id) {
        return codec().model(type).key(id);
    }

    @Override
    public DocumentOperations documents(String className) {
        return new Documents(this, ObjectKey.checkClassName(className));
    }

    /** All documents of a class, page by page. */
    Stream<StoredDocument> streamDocuments(String className) {
        return DocumentPages.stream(openStream(), className, (unit, page) -> page);
    }
}
