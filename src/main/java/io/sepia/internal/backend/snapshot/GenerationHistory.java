package io.sepia.internal.backend.snapshot;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.document.StoredGeneration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * The generations of all objects, except the stored documents, at one moment, and the highest versions that deleted
 * objects had. Immutable. See decisions 0055 and 0063.
 */
public final class GenerationHistory {
    /** No generations and no rules. */
    public static final GenerationHistory EMPTY = of(Source.NOTHING);

    private final TreePMap<String, HistoryRule> rules;
    private final HashPMap<ObjectKey, KeptGenerations> kept;
    private final TreePMap<String, Long> floors;
    private final Source source;

    private GenerationHistory(
            TreePMap<String, HistoryRule> rules,
            HashPMap<ObjectKey, KeptGenerations> kept,
            TreePMap<String, Long> floors,
            Source source) {
        this.rules = rules;
        this.kept = kept;
        this.floors = floors;
        this.source = source;
    }

    /** Where generations are stored that are not in memory. Returns the same generations each time. */
    public interface Source {
        /** A source without generations. */
        Source NOTHING = new Source() {
            @Override
            public KeptGenerations of(ObjectKey key) {
                return KeptGenerations.NONE;
            }

            @Override
            public Set<ObjectKey> keys() {
                return Set.of();
            }
        };

        /** Returns the generations of an object. */
        KeptGenerations of(ObjectKey key);

        /** Returns the objects that have generations. */
        Set<ObjectKey> keys();
    }

    /** Returns the generations of a source. */
    public static GenerationHistory of(Source source) {
        return new GenerationHistory(
                TreePMap.empty(ObjectKey.TEXT_ORDER),
                HashTreePMap.empty(),
                TreePMap.empty(ObjectKey.TEXT_ORDER),
                source);
    }

    /** Returns the rules of the classes that have one. */
    public Map<String, HistoryRule> rules() {
        return rules;
    }

    /** Returns these generations with a rule for a class. */
    public GenerationHistory with(String className, HistoryRule rule) {
        return new GenerationHistory(rules.plus(className, rule), kept, floors, source);
    }

    /** Returns the generations of an object, except the stored document. */
    public KeptGenerations of(ObjectKey key) {
        KeptGenerations known = kept.get(key);
        return known == null ? source.of(key) : known;
    }

    /** Returns the generations in memory, that is, those written since the store was opened. */
    public Map<ObjectKey, KeptGenerations> held() {
        return kept;
    }

    /** Returns this history with other generations of an object. */
    public GenerationHistory with(ObjectKey key, KeptGenerations generations) {
        return new GenerationHistory(rules, kept.plus(key, generations), floors, source);
    }

    /** Returns this history with another source. */
    public GenerationHistory reading(Source other) {
        return new GenerationHistory(rules, kept, floors, other);
    }

    /** Returns the highest version that a deleted object of each class had; classes without deletions are missing. */
    public Map<String, Long> floors() {
        return floors;
    }

    /** Returns this history with objects of a class that had a version, and are deleted. */
    public GenerationHistory raised(String className, long version) {
        return floors.getOrDefault(className, 0L) >= version
                ? this
                : new GenerationHistory(rules, kept, floors.plus(className, version), source);
    }

    /** Returns the objects that have generations, or had some in memory. */
    Set<ObjectKey> keys() {
        Set<ObjectKey> keys = new java.util.HashSet<>(source.keys());
        keys.addAll(kept.keySet());
        keys.removeIf(each -> of(each).byNumber().isEmpty());
        return keys;
    }

    boolean isOfEachSave(String className) {
        HistoryRule rule = rules.get(className);
        return rule != null && rule.everySave();
    }

    /** Keeps the document that a write replaces, if the rule of its class says so. */
    GenerationHistory replacing(@Nullable StoredDocument before) {
        return before != null && isOfEachSave(before.key().className())
                ? keeping(before, null).trimmed(before.key(), 1)
                : this;
    }

    /**
     * Keeps a deleted document, if the rule of its class says so; otherwise marks its latest generation as deleted.
     * Records its version.
     */
    GenerationHistory deleting(StoredDocument before, Instant now) {
        return raised(before.key().className(), before.version()).keepingDeleted(before, now);
    }

    private GenerationHistory keepingDeleted(StoredDocument before, Instant now) {
        HistoryRule rule = rules.get(before.key().className());
        if (rule == null) {
            return this;
        }
        Instant at = now.isBefore(before.updatedAt()) ? before.updatedAt() : now;
        if (rule.everySave()) {
            return keeping(before, at).trimmed(before.key(), 0);
        }
        KeptGenerations generations = of(before.key());
        HeldGeneration latest = generations.latest();
        return latest == null || latest.header().deletedAt() != null
                ? this
                : with(before.key(), generations.deleted(at));
    }

    GenerationHistory keeping(StoredDocument document, @Nullable Instant deletedAt) {
        KeptGenerations generations = of(document.key());
        StoredGeneration generation = StoredGeneration.of(document, generations.highest() + 1, deletedAt);
        return with(document.key(), generations.with(new HeldGeneration.Whole(generation)));
    }

    /**
     * Drops generations in excess of the rule of the class, which counts {@code stored} documents as generations too.
     */
    GenerationHistory trimmed(ObjectKey key, int stored) {
        HistoryRule rule = rules.get(key.className());
        if (rule == null || rule.generations() == 0) {
            return this;
        }
        KeptGenerations generations = of(key);
        KeptGenerations left = generations.after(generations.highest() + stored - rule.generations());
        return left.byNumber().size() == generations.byNumber().size() ? this : with(key, left);
    }
}
