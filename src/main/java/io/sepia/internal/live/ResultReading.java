package io.sepia.internal.live;

import io.sepia.change.ResultChange;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.GraphLimitException;
import io.sepia.error.MappingException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.StorageException;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.live.ResultDifference.Step;
import io.sepia.internal.matching.Query;
import io.sepia.internal.stream.Pages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a result in a transaction, which sees one moment. Changes nothing outside itself, so that it may be
 * repeated. Not thread-safe.
 */
final class ResultReading<T> {
    private final CandidateSource source;
    private final UnitOfWork unit;
    private final Candidates before;
    private final BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder;
    /** The documents that were read, by key; null for those that are not stored. */
    private final Map<ObjectKey, @Nullable StoredDocument> documents = new HashMap<>();

    private final Map<ObjectKey, Candidate> candidates = new HashMap<>();

    /** What was read, and how the result differs from the one before. */
    record Outcome<T>(Candidates candidates, List<ResultChange<T>> changes) {}

    /**
     * Creates a reading.
     *
     * @param before the candidates of the reading before
     */
    ResultReading(
            CandidateSource source,
            UnitOfWork unit,
            Candidates before,
            BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder) {
        this.source = source;
        this.unit = unit;
        this.before = before;
        this.decoder = decoder;
    }

    /** Returns how many candidates beyond the last result are read and kept. */
    private static long margin(long reach) {
        return Math.max(16, Math.min(reach, 1_000));
    }

    private long wanted() {
        long reach = source.reach();
        return reach > Integer.MAX_VALUE / 2 ? Query.UNLIMITED : reach + margin(reach);
    }

    /** Runs the query. */
    Outcome<T> all() {
        Map<ObjectKey, Candidate> known = new HashMap<>();
        before.results(source).forEach(each -> known.put(each.key(), each));
        List<Candidate> sorted = new ArrayList<>();
        long wanted = wanted();
        source.read(unit, null, wanted, document -> {
            Candidate candidate = source.candidate(document);
            if (candidate != null) {
                Candidate earlier = known.get(candidate.key());
                if (earlier == null || !earlier.isSame(candidate)) {
                    documents.put(document.key(), document);
                }
                sorted.add(candidate);
            }
        });
        Candidate end = sorted.size() < wanted ? null : sorted.get(sorted.size() - 1);
        Candidates now = new Candidates(sorted, end);
        return outcome(now, steps(now));
    }

    /** Evaluates the documents of the given keys only, and reads others as far as they enter the result. */
    Outcome<T> changed(Set<ObjectKey> keys) {
        Collection<ObjectKey> unread = keys;
        Candidate end = before.end();
        Candidates now;
        List<Step> steps;
        do {
            load(unread);
            now = replaced(end);
            while (end != null && now.sorted().size() < source.reach()) {
                end = readOn(end, wanted() - now.sorted().size());
                now = replaced(end);
            }
            steps = steps(now);
            unread = steps.stream()
                    .filter(each -> each.to() >= 0 && !documents.containsKey(each.key()))
                    .map(Step::key)
                    .toList();
        } while (!unread.isEmpty());
        boolean isLong = now.sorted().size() - margin(source.reach()) > wanted();
        return outcome(isLong ? now.first(wanted()) : now, steps);
    }

    private Candidates replaced(@Nullable Candidate end) {
        return before.replaced(documents.keySet(), candidates.values(), end, source);
    }

    private List<Step> steps(Candidates now) {
        return ResultDifference.between(before.results(source), now.results(source), source.order());
    }

    /** Reads the candidates after {@code end}, and returns the last of them, or null if there are no others. */
    private @Nullable Candidate readOn(Candidate end, long count) {
        List<Candidate> read = new ArrayList<>();
        source.read(unit, end, count, document -> {
            see(document);
            Candidate candidate = candidates.get(document.key());
            if (candidate != null) {
                read.add(candidate);
            }
        });
        return read.size() < count ? null : read.get(read.size() - 1);
    }

    private void load(Collection<ObjectKey> keys) {
        Map<String, List<String>> ids = new HashMap<>();
        for (ObjectKey each : keys) {
            documents.put(each, null);
            ids.computeIfAbsent(each.className(), name -> new ArrayList<>()).add(each.id());
        }
        ids.forEach((className, some) -> unit.backend().load(className, some).forEach(this::see));
    }

    private void see(StoredDocument document) {
        documents.put(document.key(), document);
        Candidate candidate = source.candidate(document);
        if (candidate != null) {
            candidates.put(document.key(), candidate);
        }
    }

    private Outcome<T> outcome(Candidates now, List<Step> steps) {
        List<ResultChange<T>> changes = new ArrayList<>(steps.size());
        List<Step> present = new ArrayList<>();
        for (Step each : steps) {
            if (each.to() < 0) {
                changes.add(change(each, null, null));
            } else {
                present.add(each);
            }
        }
        for (int i = 0; i < present.size(); i += Pages.SIZE) {
            decode(present.subList(i, Math.min(present.size(), i + Pages.SIZE)), changes);
        }
        return new Outcome<>(now, changes);
    }

    private void decode(List<Step> page, List<ResultChange<T>> changes) {
        List<StoredDocument> read = page.stream()
                .map(each -> Objects.requireNonNull(documents.get(each.key())))
                .toList();
        List<T> objects;
        try {
            objects = decoder.apply(unit, read);
        } catch (DocumentFormatException
                | DamagedDocumentException
                | MappingException
                | MissingReferenceException
                | GraphLimitException e) {
            if (page.size() == 1) {
                changes.add(change(page.get(0), null, e));
            } else {
                // One of them cannot be read, and the others can.
                page.forEach(each -> decode(List.of(each), changes));
            }
            return;
        }
        for (int i = 0; i < page.size(); i++) {
            changes.add(change(page.get(i), objects.get(i), null));
        }
    }

    private ResultChange<T> change(Step step, @Nullable T object, @Nullable StorageException unreadable) {
        return new ResultChange<>(step.kind(), step.key(), step.from(), step.to(), object, unreadable);
    }
}
