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
 * Which documents refer to which, at one moment. Immutable.
 *
 * @param last the highest number given
 * @param sources what documents refer to, of those that refer to anything
 * @param referrers of each target, by number
 * @param rules of classes for the deletion of their objects
 */
record ReferenceIndex(
        long last,
        HashPMap<ObjectKey, Source> sources,
        HashPMap<ObjectKey, TreePMap<Long, ObjectKey>> referrers,
        TreePMap<String, OnDelete> rules) {
    /** No references, no rules. */
    static final ReferenceIndex EMPTY =
            new ReferenceIndex(0, HashTreePMap.empty(), HashTreePMap.empty(), TreePMap.empty(ObjectKey.TEXT_ORDER));

    /** No references. */
    static ReferenceIndex ofRules(TreePMap<String, OnDelete> rules) {
        return new ReferenceIndex(0, HashTreePMap.empty(), HashTreePMap.empty(), rules);
    }

    private static final TreePMap<Long, ObjectKey> NOBODY = TreePMap.empty();

    /** A document that refers to others. */
    record Source(long number, Set<ObjectKey> targets) {}

    /** With {@code targets} in the place of what the document referred to before. */
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
            next = next.plus(target, next.getOrDefault(target, NOBODY).plus(number, source));
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
                        next.getOrDefault(target, NOBODY).minus(source.number());
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
        return referrers.getOrDefault(target, NOBODY).tailMap(after, false).entrySet().stream()
                .limit(limit)
                .map(each -> new Referrer(each.getKey(), each.getValue()))
                .toList();
    }

    /** What a document refers to. */
    Set<ObjectKey> targets(ObjectKey source) {
        Source known = sources.get(source);
        return known == null ? Set.of() : known.targets();
    }

    /** All documents that refer to {@code target}. */
    Collection<ObjectKey> sources(ObjectKey target) {
        return referrers.getOrDefault(target, NOBODY).values();
    }

    Set<String> referred(String className, Collection<String> ids) {
        return ids.stream()
                .filter(id -> referrers.containsKey(new ObjectKey(className, id)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
