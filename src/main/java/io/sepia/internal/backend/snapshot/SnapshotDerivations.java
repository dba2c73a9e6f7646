package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.internal.json.References;
import io.sepia.query.IndexEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What a snapshot derives from the contents of its documents: their references, and their values in unique indexes.
 * Immutable.
 *
 * <p>A document that another store has written is only recorded as unread. It is read when the derived data is used,
 * because by then its file may have been replaced again, and a transaction that finds that fails and can be repeated. A
 * document that can be edited by other programs is read again when its stamp has changed. See decision 0301.
 *
 * @param references the rules, and, if {@code examined}, the references of all documents except the unread ones
 * @param examined whether the references are known
 * @param indexes the indexes, without the values of unread documents
 * @param unread the documents to look at, among them those that are damaged, so that not all of their references may be
 *     known
 * @param seen the stamps at which documents were read, if they had one
 */
record SnapshotDerivations(
        ReferenceIndex references,
        boolean examined,
        SnapshotIndexes indexes,
        HashPMap<ObjectKey, HeldDocument> unread,
        HashPMap<ObjectKey, Long> seen) {
    /** The derivations of no documents. */
    static final SnapshotDerivations NONE = new SnapshotDerivations(
            ReferenceIndex.EMPTY, true, SnapshotIndexes.NONE, HashTreePMap.empty(), HashTreePMap.empty());

    /** Returns whether {@link #references} were those of all documents when these were read. */
    boolean isComplete() {
        return examined && unread.isEmpty();
    }

    /**
     * Returns these derivations with all references. Reads {@code all} as far as they are not known or have changed.
     */
    SnapshotDerivations complete(Stream<HeldDocument> all) {
        Reading reading = new Reading(examined ? this : unexamined(), true);
        all.forEach(examined ? reading::look : reading::enter);
        return reading.result();
    }

    /** Returns these derivations with those of all unread documents. */
    SnapshotDerivations read() {
        if (unread.isEmpty()) {
            return this;
        }
        Reading reading = new Reading(this, examined);
        new TreeMap<>(unread).values().forEach(reading::look);
        return reading.result();
    }

    /**
     * Returns these derivations with those of the documents that seem to have the values of the given one in a unique
     * index.
     *
     * @param held returns the document with an id, or null
     */
    SnapshotDerivations confirmed(StoredDocument document, Function<String, @Nullable HeldDocument> held) {
        Set<String> others = indexes.others(document);
        if (others.isEmpty()) {
            return this;
        }
        Reading reading = new Reading(this, examined);
        for (String each : others) {
            HeldDocument other = held.apply(each);
            if (other == null) {
                reading.lose(new ObjectKey(document.key().className(), each));
            } else {
                reading.look(other);
            }
        }
        return reading.result();
    }

    /** A step from one state to another, in which documents are read. */
    private static final class Reading {
        private final boolean examined;
        private ReferenceIndex references;
        private SnapshotIndexes indexes;
        private HashPMap<ObjectKey, HeldDocument> unread;
        private HashPMap<ObjectKey, Long> seen;

        Reading(SnapshotDerivations from, boolean examined) {
            this.examined = examined;
            references = from.references;
            indexes = from.indexes;
            unread = from.unread;
            seen = from.seen;
        }

        SnapshotDerivations result() {
            return new SnapshotDerivations(references, examined, indexes, unread, seen);
        }

        /** Reads a document unless it was read before and has not changed since. */
        void look(HeldDocument held) {
            ObjectKey key = held.key();
            boolean known = held.isChangeable()
                    ? seen.containsKey(key) && seen.get(key) == held.settledStamp()
                    : !unread.containsKey(key);
            if (known) {
                unread = unread.minus(key);
            } else {
                enter(held);
            }
        }

        /** Reads a document. */
        void enter(HeldDocument held) {
            // Taken before the document is read, so that a change during the reading is found later.
            long stamp = held.isChangeable() ? held.settledStamp() : 0;
            StoredDocument document = held.listed();
            ObjectKey key = held.key();
            lose(key, document);
            if (document != null) {
                references = examined ? references.with(key, References.in(document.content())) : references;
                indexes = indexes.withKept(document);
                if (held.isChangeable() && !References.areComplete(document.content())) {
                    unread = unread.plus(key, held);
                } else if (stamp != 0) {
                    seen = seen.plus(key, stamp);
                }
            }
        }

        void lose(ObjectKey key) {
            lose(key, null);
        }

        /**
         * Forgets a document; its references only if they are not replaced, so that it keeps its number as a referrer.
         */
        private void lose(ObjectKey key, @Nullable StoredDocument replacement) {
            references = replacement == null ? references.without(key) : references;
            indexes = indexes.without(key);
            unread = unread.minus(key);
            seen = seen.minus(key);
        }
    }

    SnapshotDerivations unexamined() {
        return new SnapshotDerivations(
                ReferenceIndex.ofRules(references.rules()), false, indexes, unread, HashTreePMap.empty());
    }

    SnapshotDerivations with(String className, OnDelete rule) {
        return new SnapshotDerivations(references.with(className, rule), examined, indexes, unread, seen);
    }

    SnapshotDerivations with(SnapshotIndexes replacement) {
        return new SnapshotDerivations(references, examined, replacement, unread, seen);
    }

    /** Adds an index that another store has built. */
    SnapshotDerivations withKept(IndexEntry entry, Collection<? extends HeldDocument> ofClass) {
        List<ObjectKey> keys = ofClass.stream().map(HeldDocument::key).toList();
        return new SnapshotDerivations(references, examined, indexes.withEmpty(entry), unread, seen.minusAll(keys))
                .unread(entry.definition().className(), ofClass);
    }

    /** Replaces a document. Requires that none is unread. */
    SnapshotDerivations with(StoredDocument document, Set<ObjectKey> targets) {
        ObjectKey key = document.key();
        return new SnapshotDerivations(
                examined ? references.with(key, targets) : references,
                examined,
                indexes.with(document),
                unread,
                seen.minus(key));
    }

    /** Removes all documents of a class, which have these ids. */
    SnapshotDerivations without(String className, Iterable<String> ids) {
        SnapshotDerivations left = this;
        for (String id : ids) {
            left = left.losing(new ObjectKey(className, id));
        }
        return left;
    }

    /** Replaces a document by one that another store has written. */
    SnapshotDerivations placing(HeldDocument held) {
        SnapshotDerivations left = losing(held.key());
        return left.unread(held.key().className(), List.of(held));
    }

    /** Removes a document. */
    SnapshotDerivations losing(ObjectKey key) {
        return new SnapshotDerivations(
                references.without(key), examined, indexes.without(key), unread.minus(key), seen.minus(key));
    }

    /**
     * Replaces all documents of a class by ones that other programs may have written. Those that were read are read
     * again only if their stamps have changed.
     *
     * @param gone the ids of documents that the class no longer has
     */
    SnapshotDerivations placing(String className, Collection<? extends HeldDocument> ofClass, Collection<String> gone) {
        return without(className, gone).unread(className, ofClass);
    }

    private SnapshotDerivations unread(String className, Collection<? extends HeldDocument> ofClass) {
        if (!indexes.isUnique(className)) {
            return this; // A transaction that asks for references looks at all documents.
        }
        Map<ObjectKey, HeldDocument> added = new HashMap<>();
        ofClass.forEach(each -> added.put(each.key(), each));
        return new SnapshotDerivations(references, examined, indexes, unread.plusAll(added), seen);
    }
}
