package io.sepia.trial;

import io.sepia.DocumentOperations;
import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageOperations;
import io.sepia.document.Generation;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.report.ConflictPolicy;
import io.sepia.trial.Operation.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The verbs that are operations by themselves: forget, import, export, copy, and the collection of garbage. Each uses
 * documents of its own, which others only clear, and is checked at once.
 */
final class StoreVerbs {
    /** Documents whose generations are all kept. */
    static final String ASIDE = "aside";

    /** Documents that are garbage if no other one refers to them. */
    private static final String LEAF = "leaf";

    private static final int IMPORTED = 4;

    private final Storage storage;
    private final Journal journal;
    private final Operation operation;
    private final DocumentOperations aside;

    StoreVerbs(Storage storage, Journal journal, Operation operation) {
        this.storage = storage;
        this.journal = journal;
        this.operation = operation;
        this.aside = storage.documents(ASIDE);
    }

    void run(Random random) {
        Step step = new Step(operation);
        try {
            switch (random.nextInt(5)) {
                case 0 -> forget(step);
                case 1 -> importAll(step, random.nextInt(3) == 0);
                case 2 -> export(step);
                case 3 -> copy(step);
                default -> collect(step);
            }
            step.done = true;
        } catch (Throwable e) {
            step.failure = e;
            throw e;
        }
    }

    private static String content(String id, int number) {
        return "{\"id\":\"" + id + "\",\"number\":" + number + "}";
    }

    /** What was forgotten leaves nothing, and begins again with another version and generation 1. */
    private void forget(Step step) {
        step.text = "forget";
        String id = operation.name;
        aside.save(id, content(id, 1));
        aside.save(id, content(id, 2));
        long version = aside.history(id).latest().map(Generation::version).orElse(0L);
        aside.forget(List.of(id));
        long left = aside.history(id).count() + aside.history(id).events().size();
        if (left > 0 || aside.exists(id)) {
            journal.violation(operation.name + " left " + left + " generations and events of what it forgot");
        }
        aside.save(id, content(id, 3));
        Generation<StoredDocument> again = aside.history(id).latest().orElseThrow();
        if (again.number() != 1 || again.version() <= version) {
            journal.violation(operation.name + " stored generation " + again.number() + " version " + again.version()
                    + " after forgetting version " + version);
        }
    }

    /** All of an import is stored, or nothing. */
    private void importAll(Step step, boolean conflicts) {
        step.text = "import" + (conflicts ? " with a conflict" : "");
        List<String> ids = IntStream.range(0, IMPORTED)
                .mapToObj(i -> operation.name + "." + i)
                .toList();
        byte[] exported;
        try (Storage source = memory()) {
            ids.forEach(each -> source.documents(ASIDE).save(each, content(each, 1)));
            exported = export(source);
        }
        if (conflicts) {
            String last = operation.name + ".other";
            aside.save(last, content(last, 0));
            try (Storage source = memory()) {
                ids.forEach(each -> source.documents(ASIDE).save(each, content(each, 1)));
                source.documents(ASIDE).save(last, content(last, 1));
                exported = export(source);
            }
        }
        boolean done = false;
        try {
            storage.contents().importData(new ByteArrayInputStream(exported), ConflictPolicy.FAIL);
            done = true;
        } finally {
            long stored =
                    ids.stream().filter(each -> aside.history(each).count() > 0).count();
            if (stored != 0 && stored != IMPORTED || done && stored == 0) {
                journal.violation(operation.name + " imported " + stored + " documents of " + IMPORTED);
            }
        }
    }

    private static Storage memory() {
        return StorageBuilder.of("memory").open();
    }

    private static byte[] export(Storage source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        source.contents().exportData(bytes);
        return bytes.toByteArray();
    }

    private static long lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().count();
    }

    /** An export is of one moment, and all of it can be read back. */
    private void export(Step step) {
        step.text = "export";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Set<ObjectKey> stored = stored(() -> storage.contents().exportData(bytes));
        byte[] exported = bytes.toByteArray();
        try (Storage target = memory()) {
            target.contents().importData(new ByteArrayInputStream(exported), ConflictPolicy.FAIL);
            long lines = lines(exported);
            long again = lines(export(target));
            if (again != lines) {
                journal.violation(
                        operation.name + " exported " + lines + " lines, but " + again + " when they were read back");
            }
            read(target, stored, "export");
        }
    }

    /** A copy is compared with the original by the store itself, but only with what the store reads to copy it. */
    private void copy(Step step) {
        step.text = "copy";
        try (Storage target = memory()) {
            Set<ObjectKey> stored = stored(() -> storage.contents().copyTo(target));
            read(target, stored, "copy");
        }
    }

    /** Runs work in a transaction that reads, and returns the keys of what is stored at its moment. */
    private Set<ObjectKey> stored(Runnable work) {
        return storage.transactions().readOnly().in(tx -> {
            work.run();
            return keys(tx);
        });
    }

    private static Set<ObjectKey> keys(StorageOperations on) {
        Set<ObjectKey> keys = new HashSet<>();
        on.classes()
                .keySet()
                .forEach(name -> on.documents(name).ids().forEach(id -> keys.add(new ObjectKey(name, id))));
        return keys;
    }

    private void read(Storage target, Set<ObjectKey> stored, String what) {
        Set<ObjectKey> missing = new HashSet<>(stored);
        missing.removeAll(keys(target));
        if (!missing.isEmpty()) {
            journal.violation(operation.name + " read " + missing + ", which was not in its " + what);
        }
        Reads reads = new Reads(journal, operation, true);
        reads.pair(target);
        reads.all(target);
    }

    /** A collection deletes what nothing refers to, and nothing else. */
    private void collect(Step step) {
        step.text = "collect garbage";
        String used = operation.name + ".used";
        String unused = operation.name + ".unused";
        String holder = operation.name + ".holder";
        storage.useTransaction(tx -> {
            tx.documents(LEAF).save(used, content(used, 1));
            tx.documents(LEAF).save(unused, content(unused, 1));
            tx.documents(ASIDE)
                    .save(
                            holder,
                            "{\"id\":\"" + holder + "\",\"leaf\":{\"$ref\":{\"class\":\"leaf\",\"id\":\"" + used
                                    + "\"}}}");
        });
        // By class, so that what other programs save concurrently is no garbage.
        List<String> roots = new ArrayList<>(Subject.CLASSES);
        roots.add(ASIDE);
        try {
            storage.garbage().grace(Duration.ZERO).collect(Roots.classNames(roots.toArray(new String[0])));
        } catch (IllegalArgumentException e) {
            // Another program has cleared all classes, and a collection without any root is refused.
            step.text = "collect garbage: " + e.getMessage();
            return;
        }
        storage.transactions().readOnly().use(tx -> {
            if (tx.documents(LEAF).exists(unused)) {
                journal.violation(operation.name + " left the garbage " + unused);
            }
            if (tx.documents(ASIDE).exists(holder) && !tx.documents(LEAF).exists(used)) {
                journal.violation(operation.name + " collected " + used + ", although " + holder + " refers to it");
            }
        });
    }
}
