package io.sepia.internal.backend.contract;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectType;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Generations of notes, for contracts. */
interface GenerationFixture extends BackendFixture {
    /** A moment with microseconds. */
    Instant SAVED = Instant.parse("2026-01-02T03:04:05.678901Z");

    default void keepAll() {
        change(tx -> tx.generations().rule(NOTE, HistoryRule.ALL));
    }

    default List<GenerationHeader> all(String id) {
        return reading(tx -> tx.generations().page(key(id), 0, 1_000));
    }

    default Optional<StoredGeneration> at(String id, long number) {
        return reading(tx -> tx.generations().at(key(id), number));
    }

    default Optional<StoredGeneration> atMoment(String id, Instant moment) {
        return reading(tx -> tx.generations().at(key(id), moment));
    }

    default Optional<StoredGeneration> latest(String id) {
        return reading(tx -> tx.generations().latest(key(id)));
    }

    default long count(String id) {
        return reading(tx -> tx.generations().count(key(id)));
    }

    default List<Long> numbers(String id) {
        return all(id).stream().map(GenerationHeader::number).toList();
    }

    default String content(String id, long number) {
        return at(id, number).orElseThrow().content();
    }

    default String version(int number) {
        return "{\"is\":" + number + "}";
    }

    default void saveVersions(String id, int count) {
        for (int i = 1; i <= count; i++) {
            save(note(id, version(i)));
        }
    }

    default StoredGeneration generation(String id, long number, Instant at) {
        return new StoredGeneration(
                new GenerationHeader(key(id), number, ObjectType.SERIALIZABLE, "{\"by\":1}", number, at, null),
                version((int) (number % 1000)));
    }
}
