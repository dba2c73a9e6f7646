package io.sepia;

import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.Generation;
import io.sepia.document.GenerationInfo;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.GenerationNotFoundException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.json.JsonPatch;
import io.sepia.internal.stream.Pages;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The history of one object, implemented with units of work. */
final class HistoryView<T> implements ObjectHistory<T> {
    private final Scope scope;
    private final ObjectKey key;
    private final Decoder<T> decoder;

    /** Decodes a document to the value that the caller receives. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(UnitOfWork unit, StoredDocument document);
    }

    HistoryView(Scope scope, ObjectKey key, Decoder<T> decoder) {
        this.scope = scope;
        this.key = key;
        this.decoder = decoder;
    }

    @Override
    public ObjectKey key() {
        return key;
    }

    @Override
    public Stream<GenerationInfo> generations() {
        Pages.Reader<GenerationHeader> pages = Pages.following(
                (unit, last) -> unit.backend().generations().page(key, last == null ? 0 : last.number(), Pages.SIZE));
        return Pages.stream(
                scope.open(),
                Spliterator.ORDERED | Spliterator.DISTINCT,
                pages,
                (unit, page) -> page.stream().map(header -> info(unit, header)).toList());
    }

    @Override
    public long count() {
        return scope.run(Work.READ, unit -> unit.backend().generations().count(key));
    }

    @Override
    public Optional<Generation<T>> at(long number) {
        return find(unit -> unit.backend().generations().at(key, number));
    }

    @Override
    public Optional<Generation<T>> at(Instant moment) {
        return find(unit -> unit.backend().generations().at(key, moment));
    }

    @Override
    public Optional<Generation<T>> latest() {
        return find(unit -> unit.backend().generations().latest(key));
    }

    private Optional<Generation<T>> find(Function<UnitOfWork, Optional<StoredGeneration>> finder) {
        return scope.run(Work.READ, unit -> finder.apply(unit).map(each -> generation(unit, each)));
    }

    private Generation<T> generation(UnitOfWork unit, StoredGeneration stored) {
        return new Generation<>(decoder.decode(unit, stored.document()), info(unit, stored.header()));
    }

    static GenerationInfo info(UnitOfWork unit, GenerationHeader header) {
        return new GenerationInfo(
                header.key(),
                header.number(),
                header.version(),
                header.createdAt(),
                Optional.ofNullable(header.deletedAt()),
                unit.metadata(header.key(), header.metadata()));
    }

    private StoredGeneration require(UnitOfWork unit, long number) {
        return unit.backend()
                .generations()
                .at(key, number)
                .orElseThrow(() -> new GenerationNotFoundException(key.className(), key.id(), number));
    }

    @Override
    public String diff(long from, long to) {
        return scope.run(
                Work.READ,
                unit -> JsonPatch.between(
                        require(unit, from).content(), require(unit, to).content()));
    }

    @Override
    public T restore(long number) {
        return restored(number, null);
    }

    @Override
    public T restore(long number, Map<String, ?> metadata) {
        return restored(number, scope.codec().writeMetadata(key, new LinkedHashMap<>(metadata)));
    }

    private T restored(long number, @Nullable String metadata) {
        return scope.run(Work.WRITE, unit -> {
            StoredGeneration generation = require(unit, number);
            Optional<StoredDocument> stored = unit.backend().load(key);
            WriteCondition condition =
                    stored.map(each -> WriteCondition.version(each.version())).orElse(WriteCondition.ABSENT);
            unit.backend()
                    .save(List.of(new DocumentWrite(
                            key,
                            generation.header().type(),
                            generation.content(),
                            metadata == null ? generation.header().metadata() : metadata,
                            condition)));
            return decoder.decode(unit, unit.backend().load(key).orElseThrow());
        });
    }

    @Override
    public List<Event> events() {
        try (Stream<Event> events = Changes.events(scope, EventFilter.of(key))) {
            return events.toList();
        }
    }

    @Override
    public Optional<Event> lastEvent() {
        return scope.run(Work.READ, unit -> unit.backend().events().last(key).map(unit::event));
    }

    @Override
    public void logActivity(String action, Map<String, ?> metadata) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("action", action);
        metadata.forEach(all::putIfAbsent);
        String text = scope.codec().writeMetadata("an activity of " + key, all);
        scope.run(Work.ENCODED, unit -> {
            unit.logActivity(key, text);
            return true;
        });
    }
}
