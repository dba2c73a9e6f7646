package io.sepia;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.json.DocumentText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** JSON documents of one class, within the scope that returned them. */
record Documents(Scope scope, String className) implements DocumentOperations {
    private ObjectKey key(String id) {
        return new ObjectKey(className, id);
    }

    @Override
    public String save(String content) {
        DocumentText text = DocumentText.of("The document for class " + className, content);
        if (!text.isObject()) {
            throw new DocumentFormatException("The document for class " + className
                    + " is not a JSON object, so it has no id. Pass the id as an argument.");
        }
        if (text.givenId().isEmpty() && text.hasIdMember()) {
            throw new DocumentFormatException("The member id of a document for class " + className
                    + " is neither a string nor a whole number. Pass the id as an argument.");
        }
        Optional<String> given = text.givenId();
        String id = given.orElseGet(() -> ObjectCodec.newId().toString());
        String stored = given.isPresent() ? text.content() : text.withId(id);
        write(new DocumentWrite(key(id), text.type(), stored, null, WriteCondition.NONE, text.references()));
        return id;
    }

    @Override
    public void save(String id, String content) {
        write(prepare(id, content, null, WriteCondition.NONE));
    }

    @Override
    public void save(String id, String content, String metadata) {
        DocumentText checked = DocumentText.of("The metadata of " + key(id), metadata);
        if (!checked.isObject()) {
            throw new DocumentFormatException("The metadata of " + key(id) + " is not a JSON object. Make it one.");
        }
        write(prepare(id, content, checked.content(), WriteCondition.NONE));
    }

    @Override
    public ObjectHistory<StoredDocument> history(String id) {
        return new HistoryView<>(scope, key(id), (unit, document) -> document);
    }

    @Override
    public void saveGeneration(String id, String content) {
        DocumentWrite write = prepare(id, content, null, WriteCondition.NONE);
        scope.run(Work.WRITE, unit -> {
            unit.backend().save(List.of(write));
            return unit.backend().generations().keep(write.key());
        });
    }

    @Override
    public void keepHistory(HistoryRule rule) {
        Objects.requireNonNull(rule, "rule");
        scope.run(Work.WRITE, unit -> {
            unit.keepHistory(className, rule);
            return true;
        });
    }

    @Override
    public Optional<HistoryRule> historyRule() {
        return scope.run(
                Work.READ,
                unit -> Optional.ofNullable(unit.backend().generations().rules().get(className)));
    }

    @Override
    public long forget(Collection<String> ids) {
        Objects.requireNonNull(ids, "ids").forEach(this::key);
        return scope.erase(className, ids);
    }

    @Override
    public StoredDocument update(String id, UnaryOperator<String> change) {
        Objects.requireNonNull(change, "change");
        return new ReadModifyWrite<String, StoredDocument>(
                        key(id), (unit, document) -> document.content(), change, (unit, content) -> {
                            unit.backend().save(List.of(prepare(id, content, null, WriteCondition.PRESENT)));
                            return unit.backend().load(key(id)).orElseThrow();
                        })
                .runIn(scope);
    }

    @Override
    public List<ObjectKey> whoReferences(String id) {
        return Referrers.list(scope, key(id));
    }

    @Override
    public Stream<ObjectKey> referrers(String id) {
        return Referrers.stream(scope, key(id));
    }

    @Override
    public void insert(String id, String content) {
        write(prepare(id, content, null, WriteCondition.ABSENT));
    }

    @Override
    public void update(String id, String content) {
        write(prepare(id, content, null, WriteCondition.PRESENT));
    }

    @Override
    public void update(String id, String content, long version) {
        write(prepare(id, content, null, WriteCondition.version(version)));
    }

    @Override
    public void saveAll(Map<String, String> contents) {
        write(prepareAll(contents, WriteCondition.NONE));
    }

    @Override
    public void insertAll(Map<String, String> contents) {
        write(prepareAll(contents, WriteCondition.ABSENT));
    }

    private List<DocumentWrite> prepareAll(Map<String, String> contents, WriteCondition condition) {
        List<DocumentWrite> writes =
                new ArrayList<>(Objects.requireNonNull(contents, "contents").size());
        contents.forEach((id, content) -> writes.add(prepare(id, content, null, condition)));
        return writes;
    }

    private DocumentWrite prepare(String id, String content, @Nullable String metadata, WriteCondition condition) {
        ObjectKey key = key(id);
        DocumentText text = DocumentText.of(key.toString(), content);
        return new DocumentWrite(key, text.type(), text.content(), metadata, condition, text.references());
    }

    private void write(DocumentWrite write) {
        List<DocumentWrite> writes = List.of(write);
        scope.run(Work.ENCODED, unit -> {
            unit.backend().save(writes);
            return true;
        });
    }

    private void write(List<DocumentWrite> writes) {
        scope.run(Work.WRITE, unit -> {
            unit.backend().save(writes);
            return writes.size();
        });
    }

    @Override
    public StoredDocument load(String id) {
        return find(id).orElseThrow(() -> new ObjectNotFoundException(className, id));
    }

    @Override
    public Optional<StoredDocument> find(String id) {
        ObjectKey key = key(id);
        return scope.run(Work.load(key), unit -> unit.backend().load(key));
    }

    @Override
    public List<StoredDocument> findAll(Collection<String> ids) {
        Map<String, StoredDocument> found = new HashMap<>();
        List<ObjectKey> keys =
                Objects.requireNonNull(ids, "ids").stream().map(this::key).toList();
        ObjectKey first = keys.isEmpty() ? null : keys.get(0);
        scope.run(Work.load(first), unit -> unit.backend().load(className, ids))
                .forEach(each -> found.put(each.key().id(), each));
        return ids.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public boolean delete(String id) {
        ObjectKey key = key(id);
        return scope.run(Work.ENCODED, unit -> unit.delete(key, WriteCondition.NONE));
    }

    @Override
    public long deleteAll(Collection<String> ids) {
        Objects.requireNonNull(ids, "ids").forEach(this::key);
        return scope.run(Work.WRITE, unit -> unit.deleteAll(className, ids));
    }

    @Override
    public boolean exists(String id) {
        ObjectKey key = key(id);
        return scope.run(Work.load(key), unit -> unit.backend().exists(key));
    }

    @Override
    public long count() {
        return scope.run(Work.READ, unit -> unit.backend().count(className));
    }

    @Override
    public List<String> ids() {
        return scope.run(Work.READ, unit -> unit.backend().ids(className));
    }

    @Override
    public Stream<StoredDocument> stream() {
        return query().stream();
    }

    @Override
    public ObjectQuery<StoredDocument> query() {
        return ScopedQuery.all(QueryTarget.of(scope, className));
    }

    @Override
    public long clear() {
        return scope.run(Work.WRITE, unit -> unit.clear(className));
    }
}
