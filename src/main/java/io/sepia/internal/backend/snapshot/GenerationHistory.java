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

/** What objects were, at one moment. Immutable. */
public final class GenerationHistory {
    /** No generations of no classes. */
    public static final GenerationHistory EMPTY = of(Source.NOTHING);

    private final TreePMap<String, HistoryRule> rules;
    private final HashPMap<ObjectKey, KeptGenerations> kept;
    private final Source source;

    private GenerationHistory(
            TreePMap<String, HistoryRule> rules, HashPMap<ObjectKey, KeptGenerations> kept, Source source) {
        this.rules = rules;
        this.kept = kept;
        this.source = source;
    }

    /** Where generations lie that are not in memory. The same each time, for what is not in memory. */
    public interface Source {
        /** Nowhere. */
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

        /** The generations of an object. */
        KeptGenerations of(ObjectKey key);

        /** The objects of which there are any. */
        Set<ObjectKey> keys();
    }

    /** What lies elsewhere. */
    public static GenerationHistory of(Source source) {
        return new GenerationHistory(TreePMap.empty(ObjectKey.TEXT_ORDER), HashTreePMap.empty(), source);
    }

    /** The rules of classes that have one. */
    public Map<String, HistoryRule> rules() {
        return rules;
    }

    /** With this rule for a class. */
    public GenerationHistory with(String className, HistoryRule rule) {
        return new GenerationHistory(rules.plus(className, rule), kept, source);
    }

    /** The generations of an object beside what is stored. */
    public KeptGenerations of(ObjectKey key) {
        KeptGenerations known = kept.get(key);
        return known == null ? source.of(key) : known;
    }

    /** What is in memory because it was written here. */
    public Map<ObjectKey, KeptGenerations> held() {
        return kept;
    }

    /** With these generations of an object. */
    public GenerationHistory with(ObjectKey key, KeptGenerations generations) {
        return new GenerationHistory(rules, kept.plus(key, generations), source);
    }

    /** What is in memory of an object is forgotten, and looked for where it lies. */
    public GenerationHistory forgetting(ObjectKey key) {
        return new GenerationHistory(rules, kept.minus(key), source);
    }

    /** The objects that have generations, or had some in memory. */
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

    /** Keeps what a write replaces, if the class has it so. */
    GenerationHistory replacing(@Nullable StoredDocument before) {
        return before != null && isOfEachSave(before.key().className())
                ? keeping(before, null).trimmed(before.key(), 1)
                : this;
    }

    /** Keeps what is deleted, if the class has it so; says so of what was kept already. */
    GenerationHistory deleting(StoredDocument before, Instant now) {
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

    /** Drops what is more than the rule of the class allows, of which so many are stored. */
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
