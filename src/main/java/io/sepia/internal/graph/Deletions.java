package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.ReferencedException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.json.References;
import io.sepia.internal.matching.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Deletes objects and applies the rule of their class to references to them. The rule comes from the class in this
 * program if the store has met it, otherwise from the rules that the store remembers. An instance lives as long as its
 * transaction. Not thread-safe. See decision 0039.
 *
 * @param atomically runs writes of which either all or none take place
 */
public record Deletions(ObjectCodec codec, BackendTransaction transaction, Consumer<Runnable> atomically) {
    private static final int BATCH = 256;
    private static final int NAMED = 10;

    private OnDelete rule(String className) {
        OnDelete rule =
                codec.onDelete(className).orElseGet(() -> references().rules().getOrDefault(className, OnDelete.LEAVE));
        if (rule != OnDelete.LEAVE) {
            // Another transaction may be about to commit a reference that this one cannot see.
            references().graph().alone();
        }
        return rule;
    }

    private DocumentReferences references() {
        return transaction.references();
    }

    /**
     * Deletes one object, as {@link BackendTransaction#delete(ObjectKey, WriteCondition)} does.
     *
     * @throws ReferencedException if other objects refer to it and its class refuses that
     */
    public boolean delete(ObjectKey key, WriteCondition condition) {
        OnDelete rule = rule(key.className());
        if (rule == OnDelete.REFUSE) {
            refuse(key.className(), List.of(key.id()), key::equals);
        }
        if (rule != OnDelete.CLEAR) {
            return transaction.delete(key, condition).any();
        }
        boolean[] deleted = {false};
        atomically.accept(() -> {
            deleted[0] = transaction.delete(key, condition).any();
            if (deleted[0]) {
                clear(key.className(), List.of(key.id()));
            }
        });
        return deleted[0];
    }

    /**
     * Deletes the named objects, as {@link BackendTransaction#delete(String, Collection)} does. They may refer to each
     * other.
     *
     * @throws ReferencedException if other objects refer to one of them and the class refuses that
     */
    public long delete(String className, Collection<String> ids) {
        OnDelete rule = rule(ObjectKey.checkClassName(className));
        if (rule == OnDelete.LEAVE) {
            return transaction.delete(className, ids).count();
        }
        Set<String> stored = transaction.existing(className, ids);
        if (rule == OnDelete.REFUSE) {
            refuse(className, stored, among(className, stored));
        }
        long deleted = transaction.delete(className, ids).count();
        if (rule == OnDelete.CLEAR) {
            clear(className, stored);
        }
        return deleted;
    }

    /**
     * Deletes the named objects and everything that is kept about them, as {@link BackendTransaction#forget} does. They
     * may refer to each other.
     *
     * @throws ReferencedException if other objects refer to one of them and the class refuses that
     */
    public long forget(String className, Collection<String> ids) {
        OnDelete rule = rule(ObjectKey.checkClassName(className));
        if (rule == OnDelete.REFUSE) {
            refuse(className, ids, among(className, Set.copyOf(ids)));
        }
        long forgotten = transaction.forget(className, ids).count();
        if (rule == OnDelete.CLEAR) {
            clear(className, ids);
        }
        while (transaction.references().catchUp()) {
            // Continue until no row names objects to which the forgotten ones referred.
        }
        return forgotten;
    }

    /**
     * Deletes the results of a query and returns their number, as {@link BackendTransaction#delete(String, Query)}
     * does. The objects may refer to each other.
     *
     * @throws ReferencedException if other objects refer to one of them and the class refuses that
     */
    public long delete(String className, Query query) {
        OnDelete rule = rule(ObjectKey.checkClassName(className));
        if (rule == OnDelete.REFUSE) {
            Set<String> found = new HashSet<>(transaction.queryIds(className, query));
            refuse(className, found, among(className, found));
        }
        Collection<String> deleted = transaction.delete(className, query).ids();
        if (rule == OnDelete.CLEAR) {
            clear(className, deleted);
        }
        return deleted.size();
    }

    /**
     * Deletes all objects of a class and returns their number. They may refer to each other.
     *
     * @throws ReferencedException if objects of other classes refer to one of them and the class refuses that
     */
    public long clear(String className) {
        OnDelete rule = rule(ObjectKey.checkClassName(className));
        List<String> ids = rule == OnDelete.LEAVE ? List.of() : transaction.ids(className);
        if (rule == OnDelete.REFUSE) {
            refuse(className, ids, key -> key.className().equals(className));
        }
        long deleted = transaction.clear(className).count();
        if (rule == OnDelete.CLEAR) {
            clear(className, ids);
        }
        return deleted;
    }

    /** Deletes all objects and returns their number. No check is needed, because no object is left to refer to them. */
    public long clear() {
        return transaction.clear().count();
    }

    private static Predicate<ObjectKey> among(String className, Set<String> ids) {
        return key -> key.className().equals(className) && ids.contains(key.id());
    }

    /** Checks, before anything is deleted, that no remaining object refers to a deleted one. */
    private void refuse(String className, Collection<String> ids, Predicate<ObjectKey> isDeleted) {
        for (List<String> part : parts(ids)) {
            Set<String> referred = references().referred(className, part);
            for (String id : referred) {
                ReferencedException refusal = refusal(new ObjectKey(className, id), isDeleted);
                if (refusal != null && transaction.exists(new ObjectKey(className, id))) {
                    throw refusal;
                }
            }
        }
    }

    private @Nullable ReferencedException refusal(ObjectKey target, Predicate<ObjectKey> isDeleted) {
        List<ReferencedException.Referrer> named = new ArrayList<>();
        long after = 0;
        while (true) {
            List<Referrer> page = references().referrers(target, after, BATCH);
            for (Referrer each : page) {
                after = each.number();
                if (!isDeleted.test(each.key())) {
                    if (named.size() == NAMED) {
                        return new ReferencedException(target.className(), target.id(), named, true);
                    }
                    named.add(new ReferencedException.Referrer(
                            each.key().className(), each.key().id()));
                }
            }
            if (page.size() < BATCH) {
                return named.isEmpty() ? null : new ReferencedException(target.className(), target.id(), named, false);
            }
        }
    }

    /**
     * Removes the references to deleted objects from the remaining documents, each of which is written once for each
     * part.
     */
    private void clear(String className, Collection<String> deleted) {
        for (List<String> part : parts(deleted)) {
            Set<ObjectKey> targets = new HashSet<>();
            references().referred(className, part).forEach(id -> targets.add(new ObjectKey(className, id)));
            targets.forEach(target -> clear(target, targets));
        }
    }

    private void clear(ObjectKey target, Set<ObjectKey> targets) {
        long after = 0;
        List<Referrer> page;
        do {
            page = references().referrers(target, after, BATCH);
            Map<String, List<String>> ids = new LinkedHashMap<>();
            for (Referrer each : page) {
                after = each.number();
                ids.computeIfAbsent(each.key().className(), name -> new ArrayList<>())
                        .add(each.key().id());
            }
            List<DocumentWrite> writes = new ArrayList<>();
            ids.forEach((className, ofClass) ->
                    transaction.load(className, ofClass).forEach(document -> writes.add(without(document, targets))));
            transaction.save(writes);
        } while (page.size() == BATCH);
    }

    private static DocumentWrite without(StoredDocument document, Set<ObjectKey> targets) {
        String content = References.without(document.content(), targets);
        Set<ObjectKey> left = References.in(content);
        return new DocumentWrite(
                document.key(),
                left.isEmpty() ? ObjectType.SERIALIZABLE : ObjectType.CONTAINER,
                content,
                null,
                WriteCondition.version(document.version()),
                left);
    }

    private static List<List<String>> parts(Collection<String> ids) {
        List<String> all = List.copyOf(ids);
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            parts.add(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        return parts;
    }
}
