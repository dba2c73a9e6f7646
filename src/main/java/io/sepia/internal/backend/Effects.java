package io.sepia.internal.backend;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a writing method did to the objects of a store. See decision 0072.
 *
 * @param verb what the call was
 * @param extent which objects it may have touched; it touched no others
 * @param count the number of objects that it wrote or deleted
 * @param details each write in the order in which it took place; complete for the classes of which the transaction's
 *     {@link Ledger} wants details, and empty or incomplete for others
 */
public record Effects(Verb verb, Extent extent, long count, List<Effect> details) {
    /** Nothing was written. */
    public static final Effects NONE = new Effects(Verb.SAVE, new Extent.Keys(List.of()), 0, List.of());

    /** What a call does with objects. */
    public enum Verb {
        SAVE,
        /** Stores objects as they were elsewhere, which adds no events. */
        RESTORE,
        DELETE,
        /** Deletes objects with their events, which adds no events. */
        FORGET;

        /** Whether the objects are gone afterwards. */
        public boolean deletes() {
            return this == DELETE || this == FORGET;
        }
    }

    /**
     * One write of one object.
     *
     * @param metadata the JSON object that was given with a save, or null
     */
    public record Effect(Change change, @Nullable String metadata) {
        /** A save that led to {@code version}. */
        public static Effect saved(DocumentWrite write, long version, Instant at) {
            return new Effect(Change.saved(write.key(), version, at), write.metadata());
        }

        /** A deletion of an object that had {@code version}. */
        public static Effect deleted(ObjectKey key, long version, Instant at) {
            return new Effect(new Change(key, ChangeKind.DELETED, version, at, 0), null);
        }
    }

    /** A set of objects, described by what a call was given. Costs nothing until it is asked. */
    public sealed interface Extent {
        /** Makes a test that tells whether the object of a class name and an id is in the set. */
        BiPredicate<String, String> matcher();

        /** Named objects. */
        record Keys(List<ObjectKey> keys) implements Extent {
            @Override
            public BiPredicate<String, String> matcher() {
                Map<String, Set<String>> ids = new HashMap<>();
                keys.forEach(each -> ids.computeIfAbsent(each.className(), name -> new HashSet<>())
                        .add(each.id()));
                return (className, id) -> ids.getOrDefault(className, Set.of()).contains(id);
            }
        }

        /** Named objects of one class. */
        record Ids(String className, Collection<String> ids) implements Extent {
            @Override
            public BiPredicate<String, String> matcher() {
                Set<String> distinct = new HashSet<>(ids);
                return (otherClass, id) -> className.equals(otherClass) && distinct.contains(id);
            }
        }

        /** All objects of a class. */
        record OfClass(String className) implements Extent {
            @Override
            public BiPredicate<String, String> matcher() {
                return (otherClass, id) -> className.equals(otherClass);
            }
        }

        /** All objects. */
        record Everything() implements Extent {
            @Override
            public BiPredicate<String, String> matcher() {
                return (className, id) -> true;
            }
        }
    }

    /** Saves of which {@code count} took place. */
    public static Effects saved(List<DocumentWrite> writes, long count, List<Effect> details) {
        List<ObjectKey> keys = writes.size() == 1
                ? List.of(writes.get(0).key())
                : writes.stream().map(DocumentWrite::key).toList();
        return new Effects(Verb.SAVE, new Extent.Keys(keys), count, details);
    }

    /** All of {@code documents} were restored. */
    public static Effects restored(List<StoredDocument> documents) {
        return new Effects(
                Verb.RESTORE,
                new Extent.Keys(documents.stream().map(StoredDocument::key).toList()),
                documents.size(),
                documents.stream()
                        .map(each -> new Effect(Change.saved(each.key(), each.version(), each.updatedAt()), null))
                        .toList());
    }

    /** Objects were deleted. */
    public static Effects deleted(Extent extent, long count, List<Effect> details) {
        return new Effects(Verb.DELETE, extent, count, details);
    }

    /** Objects were deleted with all that was kept of them. */
    public static Effects forgotten(Extent extent, long count, List<Effect> details) {
        return new Effects(Verb.FORGET, extent, count, details);
    }

    /** The ids of the extent of a deletion by ids or by a query. */
    public List<String> ids() {
        if (extent instanceof Extent.Ids named) {
            return List.copyOf(named.ids());
        }
        throw new IllegalStateException("The extent " + extent + " names no ids of one class");
    }

    /** Whether an object was written or deleted. */
    public boolean any() {
        return count > 0;
    }
}
