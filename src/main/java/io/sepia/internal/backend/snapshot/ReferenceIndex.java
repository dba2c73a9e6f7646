package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.Referrer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * The references between documents at one moment. Immutable.
 *
 * @param last the highest number that was assigned
 * @param sources the targets of each document that has any
 * @param referrers the referrers of each target, by number
 * @param rules the deletion rules by class
 */
record ReferenceIndex(
        long last,
        HashPMap<ObjectKey, Source> sources,
        HashPMap<ObjectKey, TreePMap<Long, ObjectKey>> referrers,
        TreePMap<String, OnDelete> rules) {
    /** No references, no rules. */
    static final ReferenceIndex EMPTY =
            new ReferenceIndex(0, HashTreePMap.empty(), HashTreePMap.empty(), TreePMap.empty(ObjectKey.TEXT_ORDER));

    /** Returns an index without references. */
    static ReferenceIndex ofRules(TreePMap<String, OnDelete> rules) {
        return new ReferenceIndex(0, HashTreePMap.empty(), HashTreePMap.empty(), rules);
    }

    private static final TreePMap<Long, ObjectKey> NO_REFERRERS = TreePMap.empty();

    /** A document that refers to others. */
    record Source(long number, Set<ObjectKey> targets) {}

    /** Replaces the targets of a document. */
    ReferenceIndex with(ObjectKey source, Set<ObjectKey> targets) {
        Source before = sources.get(source);
        if (targets.isEmpty()) {
            return before == null ? this : without(source, before);
        }
        if (before != null && before.targets().equals(targets)) {
            return this;
        }
        long number = before == null ? last + 1 : before.number();
        HashPMap<ObjectKey, TreePMap<Long, ObjectKey>> next = referrers;
        if (before != null) {
            next = forgetting(next, before, targets);
        }
        for (ObjectKey target : targets) {
            next = next.plus(target, next.getOrDefault(target, NO_REFERRERS).plus(number, source));
        }
        return new ReferenceIndex(
                Math.max(last, number), sources.plus(source, new Source(number, Set.copyOf(targets))), next, rules);
    }

    ReferenceIndex without(ObjectKey source) {
        Source before = sources.get(source);
        return before == null ? this : without(source, before);
    }

    private ReferenceIndex without(ObjectKey source, Source before) {
        return new ReferenceIndex(last, sources.minus(source), forgetting(referrers, before, Set.of()), rules);
    }

    private static HashPMap<ObjectKey, TreePMap<Long, ObjectKey>> forgetting(
            HashPMap<ObjectKey, TreePMap<Long, ObjectKey>> referrers, Source source, Set<ObjectKey> kept) {
        HashPMap<ObjectKey, TreePMap<Long, ObjectKey>> next = referrers;
        for (ObjectKey target : source.targets()) {
            if (!kept.contains(target)) {
                TreePMap<Long, ObjectKey> rest =
                        next.getOrDefault(target, NO_REFERRERS).minus(source.number());
                next = rest.isEmpty() ? next.minus(target) : next.plus(target, rest);
            }
        }
        return next;
    }

    ReferenceIndex with(String className, OnDelete rule) {
        return new ReferenceIndex(
                last,
                sources,
                referrers,
                rule == OnDelete.LEAVE ? rules.minus(className) : rules.plus(className, rule));
    }

    List<Referrer> page(ObjectKey target, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 document, not " + limit);
        }
        return referrers.getOrDefault(target, NO_REFERRERS).tailMap(after, false).entrySet().stream()
                .limit(limit)
                .map(each -> new Referrer(each.getKey(), each.getValue()))
                .toList();
    }

    /** Returns the targets of a document. */
    Set<ObjectKey> targets(ObjectKey source) {
        Source known = sources.get(source);
        return known == null ? Set.of() : known.targets();
    }

    /** Returns all documents that refer to {@code target}. */
    Collection<ObjectKey> sources(ObjectKey target) {
        return referrers.getOrDefault(target, NO_REFERRERS).values();
    }

    Set<String> referred(String className, Collection<String> ids) {
        return ids.stream()
                .filter(id -> referrers.containsKey(new ObjectKey(className, id)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
