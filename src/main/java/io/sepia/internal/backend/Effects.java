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
 * @param verb the kind of call
 * @param extent the objects that the call may have touched; it touched no others
 * @param count the number of objects that were written or deleted
 * @param begun the versions of new objects by key, except those that have version 1
 * @param details each write in the order in which it took place; complete for the classes for which the transaction's
 *     {@link Ledger} wants details, empty or incomplete for others
 */
public record Effects(Verb verb, Extent extent, long count, Map<ObjectKey, Long> begun, List<Effect> details) {
    /** The effects of a call that wrote nothing. */
    public static final Effects NONE = new Effects(Verb.SAVE, new Extent.Keys(List.of()), 0, Map.of(), List.of());

    /** The kind of a call. */
    public enum Verb {
        SAVE,
        /** Stores objects unchanged, without adding events. */
        RESTORE,
        DELETE,
        /** Deletes objects with their events, without adding events. */
        FORGET;

        /** Returns whether the objects are deleted afterwards. */
        public boolean deletes() {
            return this == DELETE || this == FORGET;
        }
    }

    /**
     * One write of one object.
     *
     * @param metadata the JSON object that was passed with a save, or null
     */
    public record Effect(Change change, @Nullable String metadata) {
        /** Returns the effect of a save that produced {@code version}. */
        public static Effect saved(DocumentWrite write, boolean created, long version, Instant at) {
            ChangeKind kind = created ? ChangeKind.CREATED : ChangeKind.UPDATED;
            return new Effect(new Change(write.key(), kind, version, at, 0), write.metadata());
        }

        /** Returns the effect of a deletion of an object with {@code version}. */
        public static Effect deleted(ObjectKey key, long version, Instant at) {
            return new Effect(new Change(key, ChangeKind.DELETED, version, at, 0), null);
        }
    }

    /** A set of objects, described by the arguments of a call. It is evaluated only when a matcher is requested. */
    public sealed interface Extent {
        /** Returns a predicate that tests whether the object with a class name and an id is in the set. */
        BiPredicate<String, String> matcher();

        /** The objects with the given keys. */
        record Keys(List<ObjectKey> keys) implements Extent {
            @Override
            public BiPredicate<String, String> matcher() {
                Map<String, Set<String>> ids = new HashMap<>();
                keys.forEach(each -> ids.computeIfAbsent(each.className(), name -> new HashSet<>())
                        .add(each.id()));
                return (className, id) -> ids.getOrDefault(className, Set.of()).contains(id);
            }
        }

        /** The objects of one class with the given ids. */
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

    /** Returns the effects of saves, {@code count} of which took place. */
    public static Effects saved(
            List<DocumentWrite> writes, long count, Map<ObjectKey, Long> begun, List<Effect> details) {
        List<ObjectKey> keys = writes.size() == 1
                ? List.of(writes.get(0).key())
                : writes.stream().map(DocumentWrite::key).toList();
        return new Effects(Verb.SAVE, new Extent.Keys(keys), count, begun, details);
    }

    /** Returns the effects of restoring all of {@code documents}. */
    public static Effects restored(List<StoredDocument> documents) {
        return new Effects(
                Verb.RESTORE,
                new Extent.Keys(documents.stream().map(StoredDocument::key).toList()),
                documents.size(),
                Map.of(),
                documents.stream()
                        .map(each -> new Effect(
                                Change.saved(each.key(), each.version(), each.createdAt(), each.updatedAt()), null))
                        .toList());
    }

    /** Returns the effects of a deletion. */
    public static Effects deleted(Extent extent, long count, List<Effect> details) {
        return new Effects(Verb.DELETE, extent, count, Map.of(), details);
    }

    /** Returns the effects of deleting objects with their generations and events. */
    public static Effects forgotten(Extent extent, long count, List<Effect> details) {
        return new Effects(Verb.FORGET, extent, count, Map.of(), details);
    }

    /**
     * Returns the ids that a deletion by ids or by a query names.
     *
     * @throws IllegalStateException if the extent is not made of ids of one class
     */
    public List<String> ids() {
        if (extent instanceof Extent.Ids named) {
            return List.copyOf(named.ids());
        }
        throw new IllegalStateException("The extent " + extent + " names no ids of one class");
    }

    /** Returns whether any object was written or deleted. */
    public boolean any() {
        return count > 0;
    }
}
