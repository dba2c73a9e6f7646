package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.ReferencedException;
import io.sepia.internal.json.References;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The objects that refer to deleted ones, and what the rules for deletion do to them. See decision 0039. */
public record DeletionRules(BackendTransaction transaction) {
    private static final int BATCH = 256;
    private static final int NAMED = 10;

    /**
     * Checks, before anything is deleted, that no remaining object refers to a deleted one.
     *
     * @throws ReferencedException if one does
     */
    public void refuse(String className, Collection<String> ids, Predicate<ObjectKey> isDeleted) {
        for (List<String> part : parts(ids)) {
            Set<String> referred = transaction.references().referred(className, part);
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
            List<Referrer> page = transaction.references().referrers(target, after, BATCH);
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
     *
     * @param isDeleted whether an object that still exists is about to be deleted, so that it can keep its references
     */
    public void clear(String className, Collection<String> deleted, Predicate<ObjectKey> isDeleted) {
        for (List<String> part : parts(deleted)) {
            Set<ObjectKey> targets = new HashSet<>();
            transaction.references().referred(className, part).forEach(id -> targets.add(new ObjectKey(className, id)));
            targets.forEach(target -> clear(target, targets, isDeleted));
        }
    }

    private void clear(ObjectKey target, Set<ObjectKey> targets, Predicate<ObjectKey> isDeleted) {
        long after = 0;
        List<Referrer> page;
        do {
            page = transaction.references().referrers(target, after, BATCH);
            Map<String, List<String>> ids = new LinkedHashMap<>();
            for (Referrer each : page) {
                after = each.number();
                if (!isDeleted.test(each.key())) {
                    ids.computeIfAbsent(each.key().className(), name -> new ArrayList<>())
                            .add(each.key().id());
                }
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
