package io.sepia;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.Versioned;
import io.sepia.error.MappingException;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.GraphWriter;
import io.sepia.internal.graph.SaveMode;
import io.sepia.query.SearchHit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The operations of {@link StorageOperations}, implemented with units of work. The class does not implement the
 * interface, so that public classes have at most one level above them. See decision 0070.
 */
abstract class Verbs {
    private final Scope scope;

    Verbs(Scope scope) {
        this.scope = scope;
    }

    private ObjectCodec codec() {
        return scope.codec();
    }

    public <T> T save(T object) {
        codec().modelOf(object);
        return scope.save(object, SaveMode.SAVE, null);
    }

    public <T> T save(T object, Map<String, ?> metadata) {
        codec().modelOf(object);
        return scope.save(object, SaveMode.SAVE, new LinkedHashMap<>(Objects.requireNonNull(metadata, "metadata")));
    }

    public <T> T insert(T object) {
        codec().modelOf(object);
        return scope.save(object, SaveMode.INSERT, null);
    }

    public <T> T update(T object) {
        codec().modelOf(object);
        return scope.save(object, SaveMode.UPDATE, null);
    }

    public <T> T update(Class<T> type, Object id, UnaryOperator<T> change) {
        ObjectModel<T> model = codec().model(type);
        return ReadModifyWrite.of(model, model.key(id), Objects.requireNonNull(change, "change"))
                .runIn(scope);
    }

    public <T> T saveGraph(T root) {
        codec().modelOf(root);
        return scope.run(Work.WRITE, unit -> unit.writer().saveGraph(root));
    }

    public <T> List<T> saveAll(Iterable<? extends T> objects) {
        return saveAll(objects, SaveMode.SAVE);
    }

    public <T> List<T> insertAll(Iterable<? extends T> objects) {
        return saveAll(objects, SaveMode.INSERT);
    }

    public <T> List<T> updateAll(Iterable<? extends T> objects) {
        return saveAll(objects, SaveMode.UPDATE);
    }

    private <T> List<T> saveAll(Iterable<? extends T> objects, SaveMode mode) {
        Objects.requireNonNull(objects, "objects");
        Function<UnitOfWork, List<T>> work = unit -> unit.writer().<T>save(objects, mode, null);
        // An iterable that is no collection may be exhausted after one pass.
        return scope.run(objects instanceof Collection ? Work.WRITE : Work.WRITE_ONCE, work);
    }

    public <T> T load(Class<T> type, Object id) {
        ObjectModel<T> model = codec().model(type);
        ObjectKey key = model.key(id);
        return scope.run(Work.load(key), unit -> unit.load(model, key));
    }

    public <T> Optional<T> find(Class<T> type, Object id) {
        return findVersioned(type, id).map(Versioned::value);
    }

    public <T> Optional<Versioned<T>> findVersioned(Class<T> type, Object id) {
        ObjectModel<T> model = codec().model(type);
        ObjectKey key = model.key(id);
        return scope.run(Work.load(key), unit -> unit.find(model, key));
    }

    public <T> List<T> loadAll(Class<T> type, Collection<?> ids) {
        ObjectModel<T> model = codec().model(type);
        List<ObjectKey> keys =
                Objects.requireNonNull(ids, "ids").stream().map(model::key).toList();
        ObjectKey first = keys.isEmpty() ? null : keys.get(0);
        return scope.run(Work.load(first), unit -> unit.loadAll(model, keys));
    }

    public boolean delete(Class<?> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return scope.run(Work.ENCODED, unit -> unit.delete(key, WriteCondition.NONE));
    }

    public boolean delete(Object object) {
        ObjectKey key = GraphWriter.keyToDelete(codec(), object);
        WriteCondition condition = GraphWriter.deleteCondition(codec(), object);
        return scope.run(Work.ENCODED, unit -> unit.delete(key, condition));
    }

    public long deleteAll(Class<?> type, Collection<?> ids) {
        ObjectModel<?> model = codec().model(type);
        List<String> texts = Objects.requireNonNull(ids, "ids").stream()
                .map(id -> model.key(id).id())
                .toList();
        return scope.run(Work.WRITE, unit -> unit.deleteAll(model.name(), texts));
    }

    public boolean exists(Class<?> type, Object id) {
        ObjectKey key = codec().model(type).key(id);
        return scope.run(Work.load(key), unit -> unit.backend().exists(key));
    }

    public long count(Class<?> type) {
        String name = codec().model(type).name();
        return scope.run(Work.READ, unit -> unit.backend().count(name));
    }

    public List<String> ids(Class<?> type) {
        String name = codec().model(type).name();
        return scope.run(Work.READ, unit -> unit.backend().ids(name));
    }

    public <T> Stream<T> stream(Class<T> type) {
        return query(type).stream();
    }

    public <T> ObjectQuery<T> query(Class<T> type) {
        return ScopedQuery.all(QueryTarget.of(scope, type));
    }

    public <T> List<SearchHit<T>> search(Class<T> type, String words, long limit) {
        return query(type).matching(words).limit(limit).hits();
    }

    public <T> List<SearchHit<T>> nearest(Class<T> type, float[] vector, long limit) {
        return query(type).limit(limit).nearest(vector);
    }

    public long clear(Class<?> type) {
        String name = codec().model(type).name();
        return scope.run(Work.WRITE, unit -> unit.clear(name));
    }

    public long clear() {
        return scope.run(Work.WRITE, UnitOfWork::clear);
    }

    public SortedMap<String, Long> classes() {
        return scope.run(Work.READ, unit -> unit.backend().classes());
    }

    public Changes changes() {
        return new Changes(scope);
    }

    public List<ObjectKey> whoReferences(Class<?> type, Object id) {
        return Referrers.list(scope, codec().model(type).key(id));
    }

    public <T> ObjectHistory<T> history(Class<T> type, Object id) {
        ObjectModel<T> model = codec().model(type);
        return new HistoryView<>(scope, model.key(id), (unit, document) -> unit.decodeEarlier(model, document));
    }

    public <T> ClassHistory<T> history(Class<T> type) {
        return new ClassHistory<>(scope, codec().model(type));
    }

    public boolean isStale(Object object) {
        if (object instanceof Versioned<?> loaded) {
            return isStale(loaded.key(), loaded.version());
        }
        ObjectModel<?> model = codec().modelOf(object);
        if (!model.isVersioned()) {
            throw new MappingException(model + " has no @Version, so staleness cannot be determined. Give the class a"
                    + " @Version, or pass the result of findVersioned.");
        }
        ObjectKey key = model.keyOf(object);
        return key != null && isStale(key, model.versionOf(object));
    }

    private boolean isStale(ObjectKey key, long version) {
        return scope.run(Work.READ, unit -> {
            Change latest =
                    unit.backend().latest(key.className(), List.of(key.id())).get(key.id());
            return latest == null ? version > 0 : latest.version() != version;
        });
    }

    public DocumentOperations documents(String className) {
        return new Documents(scope, ObjectKey.checkClassName(className));
    }
}
