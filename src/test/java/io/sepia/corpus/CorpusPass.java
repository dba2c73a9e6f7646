package io.sepia.corpus;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Saves the samples of types under some settings, and loads and queries them under the next ones. */
final class CorpusPass {
    private final CorpusRun run;
    private final CorpusQueries queries;
    private final CorpusQueries fewQueries;
    private final SampleSource source;

    /** Makes the samples, some of which depend on the time zone and locale of the process. */
    interface SampleSource {
        Samples make() throws Exception;
    }

    /** @param thorough whether all queries are asked under the first settings */
    CorpusPass(CorpusStore store, Map<Class<?>, List<Slot>> slots, SampleSource source, boolean thorough) {
        this.run = new CorpusRun(store, slots);
        this.queries = new CorpusQueries(run, thorough);
        this.fewQueries = new CorpusQueries(run, false);
        this.source = source;
    }

    CorpusRun run() {
        return run;
    }

    /** Takes all types through all settings; after the first, only those of which something was saved. */
    void through(List<Class<?>> types, List<Settings> settings) throws Exception {
        Settings before = Settings.current();
        Set<Class<?>> left = new LinkedHashSet<>(types);
        try {
            for (int i = 0; i + 1 < settings.size(); i++) {
                settings.get(i).set();
                Samples samples = source.make();
                for (Class<?> each : List.copyOf(left)) {
                    if (!through(each, samples, settings.get(i), settings.get(i + 1), i == 0 ? queries : fewQueries)) {
                        left.remove(each);
                    }
                }
            }
        } finally {
            before.set();
        }
    }

    /** Returns whether something was saved. */
    private boolean through(Class<?> type, Samples samples, Settings saving, Settings loading, CorpusQueries asking)
            throws Exception {
        saving.set();
        List<CorpusRun.Kept> saved = run.save(type, samples);
        loading.set();
        Map<Slot, Map<String, Object>> loaded = run.load(saved);
        asking.ask(loaded);
        asking.delete(loaded);
        run.clear(loaded.keySet());
        return !saved.isEmpty();
    }

    /** Returns the number of types of which a sample came back as a property. */
    long typesThatComeBack() {
        return run.outcomes().values().stream()
                .filter(each -> each.contains(true))
                .count();
    }

    @Override
    public String toString() {
        return run.store().kind() + ": " + typesThatComeBack() + " types and " + run.loadedCount()
                + " values come back, "
                + run.refusedCount() + " are refused; " + (queries.answeredCount() + fewQueries.answeredCount())
                + " queries are answered, refused are "
                + queries.refused();
    }
}
