package io.sepia.internal.recovery;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.sql.RuleRows;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.query.IndexEntry;
import io.sepia.report.VerifyReport;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Salvages what a damaged file contains: reads each of its pages by itself, whatever the others say, and takes the rows
 * whose checksums match. Of several versions of an object, the latest counts. Used once. See decision 0200.
 */
public final class Recovery {
    private static final int NAMED = 1_000;
    private static final int BATCH = 200;

    private final BackendTransaction target;
    private final Map<ObjectKey, List<Long>> indexed = new TreeMap<>();
    private final Map<ObjectKey, Long> taken = new HashMap<>();
    private final Map<Long, ObjectKey> keys = new HashMap<>();
    private final Map<ObjectKey, String> damaged = new TreeMap<>();
    private final Map<ObjectKey, TreeMap<Long, StoredGeneration>> generations = new TreeMap<>();
    private final Map<Long, LoggedEvent> events = new TreeMap<>();
    private final Map<String, RuleRows.Rules> rules = new TreeMap<>(ObjectKey.TEXT_ORDER);
    private final Set<IndexEntry> indexes = new LinkedHashSet<>();
    private final Map<ObjectKey, StoredDocument> batch = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private long findingCount;

    /** @param target an empty store */
    public Recovery(BackendTransaction target) {
        this.target = target;
    }

    /**
     * Salvages the file at a path.
     *
     * @return the numbers of what was salvaged, and what is lost
     */
    public VerifyReport run(Path path) throws IOException {
        try (PageFile file = PageFile.open(path)) {
            if (!file.hasHeader()) {
                add(
                        Kind.FILE,
                        Optional.empty(),
                        "The header of the file is lost. Objects that were deleted may be back.");
            }
            Set<Long> unused = file.unused();
            for (long page = 1; page <= file.last(); page++) {
                PageRecords records = new PageRecords(file, page);
                if (records.isOfIndex() && !unused.contains(page)) {
                    for (PageRecords.Entry each : records.entries()) {
                        RowShape.rules(each.values()).ifPresent(found -> rules.put(found.className(), found));
                        RowShape.indexed(each.values())
                                .ifPresent(key -> indexed.computeIfAbsent(key, any -> new ArrayList<>(2))
                                        .add(RowShape.indexedRow(each.values())));
                    }
                }
            }
            for (long page = 1; page <= file.last(); page++) {
                PageRecords records = new PageRecords(file, page);
                if (records.isOfTable()) {
                    for (PageRecords.Entry each : records.entries()) {
                        take(each, unused.contains(page));
                    }
                }
            }
        }
        store();
        generations.forEach((key, numbered) -> target.generations().restore(key, List.copyOf(numbered.values())));
        target.events().add(List.copyOf(events.values()));
        rules.values().forEach(this::keep);
        reportLosses();
        return new VerifyReport(
                taken.size(),
                generations.values().stream().mapToLong(Map::size).sum(),
                events.size(),
                findings,
                findingCount);
    }

    /** @param unused whether the page is listed as unused, so that its rows count only if the index knows them */
    private void take(PageRecords.Entry entry, boolean unused) {
        RowShape.document(entry.values()).ifPresent(found -> {
            ObjectKey key = found.row().key();
            if (unused && !indexed.getOrDefault(key, List.of()).contains(entry.row())) {
                return;
            }
            if (found.isSound()) {
                keys.put(entry.row(), key);
                document(found.row());
            } else {
                keys.putIfAbsent(entry.row(), key);
                damaged.put(key, "does not match its checksum");
            }
        });
        if (!unused) {
            RowShape.generation(entry.values()).ifPresent(this::generation);
            RowShape.index(entry).ifPresent(indexes::add);
            RowShape.event(entry).ifPresent(event -> events.put(event.number(), event));
        }
    }

    private void document(StoredDocument document) {
        Long version = taken.get(document.key());
        if (version == null || version < document.version()) {
            taken.put(document.key(), document.version());
            batch.put(document.key(), document);
            if (batch.size() >= BATCH) {
                store();
            }
        }
    }

    private void generation(RowShape.Found<StoredGeneration> found) {
        ObjectKey key = found.row().header().key();
        if (found.isSound()) {
            generations
                    .computeIfAbsent(key, any -> new TreeMap<>(Comparator.naturalOrder()))
                    .put(found.row().number(), found.row());
        } else {
            add(
                    Kind.GENERATION,
                    Optional.of(key),
                    "Generation " + found.row().number() + " of " + key + " does not match its checksum.");
        }
    }

    private void keep(RuleRows.Rules found) {
        if (found.events()) {
            target.events().keep(found.className(), true);
        }
        OnDelete onDelete = found.onDelete();
        if (onDelete != null) {
            target.references().rule(found.className(), onDelete);
        }
        HistoryRule history = found.history();
        if (history != null) {
            target.generations().rule(found.className(), history);
        }
    }

    /** Returns the indexes of the damaged file, as far as they were read. To be built when the rest is stored. */
    public List<IndexEntry> indexes() {
        return List.copyOf(indexes);
    }

    /** Returns a report with one more finding, about an index that cannot be built. */
    public static VerifyReport without(IndexEntry index, StorageException problem, VerifyReport report) {
        List<Finding> findings = new ArrayList<>(report.findings());
        findings.add(new Finding(
                Kind.INDEX,
                Optional.empty(),
                "The index " + index.definition() + " was not built: " + problem.getMessage()));
        return new VerifyReport(
                report.documents(), report.generations(), report.events(), findings, report.findingCount() + 1);
    }

    private void store() {
        if (!batch.isEmpty()) {
            target.restore(List.copyOf(batch.values()));
            batch.clear();
        }
    }

    private void reportLosses() {
        Map<ObjectKey, Integer> ofEvents = new HashMap<>();
        events.values().forEach(event -> ofEvents.merge(event.key(), 1, Integer::sum));
        Set<String> classes = taken.keySet().stream().map(ObjectKey::className).collect(Collectors.toSet());
        indexed.forEach((key, rows) -> {
            if (!taken.containsKey(key) && classes.contains(key.className())) {
                rows.forEach(row -> keys.putIfAbsent(row, key));
            }
        });
        indexed.forEach((key, rows) -> {
            // Events have an index of the same columns, with an entry for each event.
            long entries = rows.stream().filter(row -> !isOfField(key, row)).count();
            if (entries > ofEvents.getOrDefault(key, 0)) {
                damaged.putIfAbsent(key, "is in an index, but its row was not found");
            }
        });
        damaged.forEach((key, problem) -> {
            if (!taken.containsKey(key)) {
                add(Kind.DOCUMENT, Optional.of(key), key + " is lost: it " + problem + ".");
            }
        });
        add(
                Kind.SCHEMA,
                Optional.empty(),
                "Indexes (" + indexes.size() + ") and the rules of classes (" + rules.size() + ") are salvaged where"
                        + " their rows can be read and have checksums. Classes that declare others bring them back when"
                        + " they are used.");
    }

    /** Returns whether an entry is of an index by a field, which has its value in the place of the class. */
    private boolean isOfField(ObjectKey indexedKey, long row) {
        ObjectKey ofRow = keys.get(row);
        return ofRow != null
                && ofRow.id().equals(indexedKey.id())
                && !ofRow.className().equals(indexedKey.className());
    }

    private void add(Kind kind, Optional<ObjectKey> key, String problem) {
        findingCount++;
        if (findings.size() < NAMED) {
            findings.add(new Finding(kind, key, problem));
        }
    }
}
