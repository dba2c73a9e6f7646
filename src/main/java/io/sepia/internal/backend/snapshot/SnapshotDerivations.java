package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.internal.json.References;
import io.sepia.query.IndexEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * What a snapshot derives from the contents of its documents: their references, and their values in unique indexes.
 * Immutable.
 *
 * <p>A document that another store has written is only recorded as unread. It is read when the derived data is used,
 * because by then its file may have been replaced again, and a transaction that finds that fails and can be repeated.
 *
 * @param references the rules, and, if {@code examined}, the references of all documents except the unread ones
 * @param examined whether the references are known
 * @param indexes the indexes, without the values of unread documents
 * @param unread the documents to read
 */
record SnapshotDerivations(
        ReferenceIndex references,
        boolean examined,
        SnapshotIndexes indexes,
        HashPMap<ObjectKey, HeldDocument> unread) {
    /** The derivations of no documents. */
    static final SnapshotDerivations NONE =
            new SnapshotDerivations(ReferenceIndex.EMPTY, true, SnapshotIndexes.NONE, HashTreePMap.empty());

    /** Returns whether {@link #references} are those of all documents. */
    boolean isComplete() {
        return examined && unread.isEmpty();
    }

    /** Returns these derivations with all references. Reads {@code all} unless the references are known. */
    SnapshotDerivations complete(Stream<StoredDocument> all) {
        SnapshotDerivations read = read();
        if (examined) {
            return read;
        }
        ReferenceIndex[] found = {references};
        all.forEach(each -> found[0] = found[0].with(each.key(), References.in(each.content())));
        return new SnapshotDerivations(found[0], true, read.indexes, read.unread);
    }

    /** Returns these derivations with the values of all unread documents; of equal values the least id counts. */
    SnapshotDerivations read() {
        if (unread.isEmpty()) {
            return this;
        }
        ReferenceIndex found = references;
        SnapshotIndexes indexed = indexes;
        for (HeldDocument each : new TreeMap<>(unread).values()) {
            StoredDocument document = each.document();
            if (document != null) {
                found = examined ? found.with(each.key(), References.in(document.content())) : found;
                indexed = indexed.withKept(document);
            }
        }
        return new SnapshotDerivations(found, examined, indexed, HashTreePMap.empty());
    }

    SnapshotDerivations unexamined() {
        return new SnapshotDerivations(ReferenceIndex.ofRules(references.rules()), false, indexes, unread);
    }

    SnapshotDerivations with(String className, OnDelete rule) {
        return new SnapshotDerivations(references.with(className, rule), examined, indexes, unread);
    }

    SnapshotDerivations with(SnapshotIndexes replacement) {
        return new SnapshotDerivations(references, examined, replacement, unread);
    }

    /** Adds an index that another store has built. */
    SnapshotDerivations withKept(IndexEntry entry, Collection<? extends HeldDocument> ofClass) {
        return with(indexes.withEmpty(entry)).unread(entry.definition().className(), ofClass);
    }

    /** Replaces a document. Requires that none is unread. */
    SnapshotDerivations with(@Nullable StoredDocument before, StoredDocument document, Set<ObjectKey> targets) {
        return new SnapshotDerivations(
                examined ? references.with(document.key(), targets) : references,
                examined,
                indexes.with(before, document),
                unread);
    }

    /** Removes a document. Requires that none is unread. */
    SnapshotDerivations without(StoredDocument document) {
        return new SnapshotDerivations(references.without(document.key()), examined, indexes.without(document), unread);
    }

    /** Removes all documents of a class, which have these ids. */
    SnapshotDerivations without(String className, Iterable<String> ids) {
        ReferenceIndex left = references;
        HashPMap<ObjectKey, HeldDocument> open = unread;
        for (String id : ids) {
            ObjectKey key = new ObjectKey(className, id);
            left = left.without(key);
            open = open.minus(key);
        }
        return new SnapshotDerivations(left, examined, indexes.emptied(className), open);
    }

    /** Replaces a document by one that another store has written. */
    SnapshotDerivations placing(HeldDocument held) {
        SnapshotDerivations left = losing(held.key());
        boolean isRead = !examined && !indexes.isUnique(held.key().className());
        return isRead
                ? left
                : new SnapshotDerivations(left.references, examined, left.indexes, left.unread.plus(held.key(), held));
    }

    /** Removes a document that another store has deleted. */
    SnapshotDerivations losing(ObjectKey key) {
        return new SnapshotDerivations(references.without(key), examined, indexes.forgetting(key), unread.minus(key));
    }

    /** Replaces all documents of a class by ones that other stores may have written. */
    SnapshotDerivations placing(String className, Collection<? extends HeldDocument> ofClass) {
        HashPMap<ObjectKey, HeldDocument> open = unread;
        for (ObjectKey each : unread.keySet()) {
            open = each.className().equals(className) ? open.minus(each) : open;
        }
        return new SnapshotDerivations(references, examined, indexes, open)
                .unexamined()
                .unread(className, ofClass);
    }

    private SnapshotDerivations unread(String className, Collection<? extends HeldDocument> ofClass) {
        if (!indexes.isUnique(className)) {
            return this;
        }
        Map<ObjectKey, HeldDocument> added = new HashMap<>();
        ofClass.forEach(each -> added.put(each.key(), each));
        return new SnapshotDerivations(references, examined, indexes.emptied(className), unread.plusAll(added));
    }
}
