package io.sepia.internal.backend.snapshot;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The generations in a transaction's snapshot. */
final class SnapshotGenerations implements Generations {
    private final SnapshotTransaction transaction;

    SnapshotGenerations(SnapshotTransaction transaction) {
        this.transaction = transaction;
    }

    private GenerationHistory history() {
        return transaction.read().generations();
    }

    @Override
    public Map<String, HistoryRule> rules() {
        return history().rules();
    }

    @Override
    public void rule(String className, HistoryRule rule) {
        ObjectKey.checkClassName(className);
        transaction.change(snapshot -> {
            GenerationHistory history = snapshot.generations();
            HistoryRule before = history.rules().get(className);
            boolean was = history.isOfEachSave(className);
            if (rule.equals(before)) {
                return snapshot;
            }
            if (before != null && was != rule.everySave()) {
                for (StoredDocument each : (Iterable<StoredDocument>) snapshot.all(className)::iterator) {
                    transaction.touch(each.key());
                    history = was ? history.keeping(each, null) : releasing(history, each);
                }
            }
            return snapshot.with(history.with(className, rule));
        });
    }

    /** Drops the copy of the stored document, which is a generation by itself from now on. */
    private static GenerationHistory releasing(GenerationHistory history, StoredDocument stored) {
        KeptGenerations generations = history.of(stored.key());
        HeldGeneration latest = generations.latest();
        return latest == null || latest.header().number() < generations.highest() || !isSame(latest, stored)
                ? history
                : history.with(stored.key(), generations.withoutLatest());
    }

    private static boolean isSame(HeldGeneration generation, StoredDocument stored) {
        GenerationHeader header = generation.header();
        if (header.deletedAt() != null
                || header.version() != stored.version()
                || !header.createdAt().equals(stored.updatedAt())) {
            return false;
        }
        StoredGeneration whole = generation.whole();
        return whole != null && whole.content().equals(stored.content());
    }

    @Override
    public long keep(ObjectKey key) {
        long[] number = {0};
        transaction.change(snapshot -> {
            StoredDocument stored = snapshot.get(key);
            GenerationHistory history = snapshot.generations();
            if (!history.rules().containsKey(key.className())) {
                history = history.with(key.className(), HistoryRule.ASKED);
            }
            if (stored != null && !history.isOfEachSave(key.className())) {
                HeldGeneration latest = history.of(key).latest();
                if (latest == null || !isSame(latest, stored)) {
                    transaction.touch(key);
                    history = history.keeping(stored, null).trimmed(key, 0);
                }
            }
            if (stored != null) {
                number[0] = history.of(key).highest() + (history.isOfEachSave(key.className()) ? 1 : 0);
            }
            return snapshot.with(history);
        });
        return number[0];
    }

    @Override
    public long count(ObjectKey key) {
        boolean storedToo =
                history().isOfEachSave(key.className()) && transaction.read().contains(key);
        return history().of(key).byNumber().size() + (storedToo ? 1 : 0);
    }

    @Override
    public List<GenerationHeader> page(ObjectKey key, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 generation, not " + limit);
        }
        List<GenerationHeader> page = new ArrayList<>();
        history().of(key).page(after, limit).forEach(each -> page.add(each.header()));
        if (page.size() < limit) {
            stored(key)
                    .map(StoredGeneration::header)
                    .filter(each -> each.number() > after)
                    .ifPresent(page::add);
        }
        return page;
    }

    @Override
    public Optional<StoredGeneration> at(ObjectKey key, long number) {
        HeldGeneration kept = history().of(key).get(number);
        return kept == null ? stored(key).filter(each -> each.number() == number) : Optional.ofNullable(kept.whole());
    }

    @Override
    public Optional<StoredGeneration> at(ObjectKey key, Instant moment) {
        Optional<StoredGeneration> stored =
                stored(key).filter(each -> !each.header().createdAt().isAfter(moment));
        return stored.isPresent() ? stored : history().of(key).at(moment).map(HeldGeneration::whole);
    }

    @Override
    public Optional<StoredGeneration> latest(ObjectKey key) {
        Optional<StoredGeneration> stored = stored(key);
        return stored.isPresent()
                ? stored
                : Optional.ofNullable(history().of(key).latest()).map(HeldGeneration::whole);
    }

    /** Returns the stored document if it is a generation. */
    private Optional<StoredGeneration> stored(ObjectKey key) {
        GenerationHistory history = history();
        StoredDocument stored =
                history.isOfEachSave(key.className()) ? transaction.read().get(key) : null;
        return stored == null
                ? Optional.empty()
                : Optional.of(StoredGeneration.of(stored, history.of(key).highest() + 1, null));
    }

    @Override
    public List<String> ids(String className, String afterId, int limit) {
        ObjectKey.checkClassName(className);
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 id, not " + limit);
        }
        return history().keys().stream()
                .filter(each -> each.className().equals(className))
                .map(ObjectKey::id)
                .filter(each -> ObjectKey.TEXT_ORDER.compare(each, afterId) > 0)
                .sorted(ObjectKey.TEXT_ORDER)
                .limit(limit)
                .toList();
    }

    @Override
    public List<String> classes() {
        return history().keys().stream()
                .map(ObjectKey::className)
                .distinct()
                .sorted(ObjectKey.TEXT_ORDER)
                .toList();
    }

    @Override
    public void restore(ObjectKey key, List<StoredGeneration> generations) {
        transaction.change(snapshot -> {
            transaction.touch(key);
            KeptGenerations restored =
                    KeptGenerations.NONE.given(snapshot.generations().of(key).highest());
            for (StoredGeneration each : generations) {
                restored = restored.with(new HeldGeneration.Whole(each));
            }
            return snapshot.with(snapshot.generations().with(key, restored));
        });
    }

    @Override
    public String drop(String className, String afterId, Instant moment, int limit) {
        List<String> ids = ids(className, afterId, limit);
        transaction.change(snapshot -> {
            GenerationHistory history = snapshot.generations();
            for (String id : ids) {
                ObjectKey key = new ObjectKey(className, id);
                KeptGenerations generations = history.of(key);
                KeptGenerations left = generations.after(outdated(snapshot, key, moment));
                if (left.byNumber().size() < generations.byNumber().size()) {
                    transaction.touch(key);
                    history = history.with(key, left);
                }
            }
            return snapshot.with(history);
        });
        return ids.size() < limit ? "" : ids.get(limit - 1);
    }

    /** Returns the highest number before the last generation that was saved by that moment. */
    private static long outdated(Snapshot snapshot, ObjectKey key, Instant moment) {
        KeptGenerations generations = snapshot.generations().of(key);
        StoredDocument stored = snapshot.generations().isOfEachSave(key.className()) ? snapshot.get(key) : null;
        if (stored != null && !stored.updatedAt().isAfter(moment)) {
            return generations.highest();
        }
        return generations.all().stream()
                        .filter(each -> !each.header().createdAt().isAfter(moment))
                        .mapToLong(each -> each.header().number())
                        .max()
                        .orElse(1)
                - 1;
    }
}
