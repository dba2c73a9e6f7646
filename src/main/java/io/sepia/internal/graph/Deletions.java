package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.ReferencedException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DeletionRules;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.matching.Query;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Deletes objects and applies the rule of their class to references to them. The rule comes from the class in this
 * program if the store has met it, otherwise from the rules that the store remembers. An instance lives as long as its
 * transaction. Not thread-safe. See decision 0039.
 *
 * @param atomically runs writes of which either all or none take place
 */
public record Deletions(
        ObjectCodec codec, IndexKeeper indexes, BackendTransaction transaction, Consumer<Runnable> atomically) {
    private OnDelete rule(String className) {
        OnDelete rule =
                codec.onDelete(className).orElseGet(() -> references().rules().getOrDefault(className, OnDelete.LEAVE));
        if (rule != OnDelete.LEAVE) {
            // Another transaction may be about to commit a reference that this one cannot see.
            references().graph().alone();
            indexes.compareReferences(references());
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
     * Deletes the results of queries and returns their number, as {@link BackendTransaction#delete(String, Query)}
     * does. The objects may refer to each other.
     *
     * @param queries the query of each class
     * @throws ReferencedException if other objects refer to one of them and its class refuses that
     */
    public long delete(Map<String, Query> queries) {
        Map<String, OnDelete> rules = new LinkedHashMap<>();
        queries.keySet().forEach(each -> rules.put(each, rule(ObjectKey.checkClassName(each))));
        if (rules.containsValue(OnDelete.REFUSE)) {
            refuse(queries, rules);
        }
        Map<String, Collection<String>> deleted = new LinkedHashMap<>();
        queries.forEach((className, query) ->
                deleted.put(className, transaction.delete(className, query).ids()));
        deleted.forEach((className, ids) -> {
            if (rules.get(className) == OnDelete.CLEAR) {
                clear(className, ids);
            }
        });
        return deleted.values().stream().mapToLong(Collection::size).sum();
    }

    private void refuse(Map<String, Query> queries, Map<String, OnDelete> rules) {
        Map<String, Set<String>> found = new HashMap<>();
        queries.forEach(
                (className, query) -> found.put(className, new HashSet<>(transaction.queryIds(className, query))));
        found.forEach((className, ids) -> {
            if (rules.get(className) == OnDelete.REFUSE) {
                refuse(
                        className,
                        ids,
                        key -> found.getOrDefault(key.className(), Set.of()).contains(key.id()));
            }
        });
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

    private void refuse(String className, Collection<String> ids, Predicate<ObjectKey> isDeleted) {
        new DeletionRules(transaction).refuse(className, ids, isDeleted);
    }

    private void clear(String className, Collection<String> deleted) {
        new DeletionRules(transaction).clear(className, deleted, key -> false);
    }

    private static Predicate<ObjectKey> among(String className, Set<String> ids) {
        return key -> key.className().equals(className) && ids.contains(key.id());
    }
}
