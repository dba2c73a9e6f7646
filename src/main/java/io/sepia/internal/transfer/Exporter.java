package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Writes a whole store as JSON lines: a header, indexes, rules, documents, events, generations, and an end line with
 * counts. Each line has a checksum.
 */
public final class Exporter {
    private Exporter() {}

    /**
     * Writes the snapshot of {@code transaction}. The memory that this needs does not grow with the store.
     *
     * @param damaged receives the errors of objects that cannot be read, or that an import would refuse; it throws
     *     them, or they are left out
     * @throws IOException if {@code out} fails
     */
    public static TransferSummary write(
            BackendTransaction transaction, Writer out, Consumer<? super DamagedDocumentException> damaged)
            throws IOException {
        long[] counts = new long[3];
        try {
            line(out, ExportFormat.header());
            rules(transaction, className -> true, out, damaged);
            StoreReader reader = new StoreReader(transaction, damaged);
            reader.transferable(page -> {
                page.forEach(each -> line(out, ExportFormat.line(each)));
                counts[0] += page.size();
            });
            reader.events(page -> {
                page.forEach(each -> line(out, ExportFormat.line(each)));
                counts[1] += page.size();
            });
            reader.transferableGenerations(object -> {
                object.forEach(each -> line(out, ExportFormat.line(each)));
                counts[2] += object.size();
            });
            line(out, ExportFormat.end(counts[0], counts[1], counts[2]));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new TransferSummary(counts[0], counts[0], 0, 0, counts[1], counts[2], List.of(), 0);
    }

    /**
     * Writes objects and all to which they refer, directly or not, with their events, generations, and the indexes and
     * rules of their classes. A reference to an object that is not stored is written as it is.
     *
     * @throws io.sepia.error.ObjectNotFoundException if one of {@code objects} is not stored
     * @throws DamagedDocumentException if one of the objects cannot be read
     */
    static TransferSummary write(BackendTransaction transaction, Set<ObjectKey> objects, Writer out)
            throws IOException {
        Map<String, SortedSet<String>> found = new Reachable(transaction).from(objects);
        StoreReader reader = new StoreReader(transaction, StoreReader.STRICT);
        long[] counts = new long[3];
        try {
            line(out, ExportFormat.header());
            rules(transaction, found::containsKey, out, StoreReader.STRICT);
            found.forEach((className, ids) -> reader.documents(className, ids, page -> {
                page.forEach(each -> line(out, ExportFormat.line(each)));
                counts[0] += page.size();
            }));
            List<ObjectKey> keys = found.entrySet().stream()
                    .flatMap(each -> each.getValue().stream().map(id -> new ObjectKey(each.getKey(), id)))
                    .toList();
            reader.events(keys, page -> {
                page.forEach(each -> line(out, ExportFormat.line(each)));
                counts[1] += page.size();
            });
            reader.generations(keys, object -> {
                object.forEach(each -> line(out, ExportFormat.line(each)));
                counts[2] += object.size();
            });
            line(out, ExportFormat.end(counts[0], counts[1], counts[2]));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new TransferSummary(counts[0], counts[0], 0, 0, counts[1], counts[2], List.of(), 0);
    }

    /** Writes the indexes and rules of classes. */
    private static void rules(
            BackendTransaction transaction,
            Predicate<String> classes,
            Writer out,
            Consumer<? super DamagedDocumentException> damaged) {
        for (Runnable each : List.<Runnable>of(
                () -> transaction.indexes().list().stream()
                        .filter(index -> classes.test(index.definition().className()))
                        .forEach(index -> line(out, ExportFormat.line(index))),
                () -> transaction.events().classes().stream()
                        .filter(classes)
                        .forEach(className -> line(out, ExportFormat.lineOfEventClass(className))),
                () -> transaction.generations().rules().forEach((className, rule) -> {
                    if (classes.test(className)) {
                        line(out, ExportFormat.line(className, rule));
                    }
                }),
                () -> transaction.references().rules().forEach((className, rule) -> {
                    if (classes.test(className)) {
                        line(out, ExportFormat.line(className, rule));
                    }
                }))) {
            try {
                each.run();
            } catch (DamagedDocumentException e) {
                damaged.accept(e);
            }
        }
    }

    private static void line(Writer out, String text) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StorageFailureException(
                    "The export was stopped, because its thread was interrupted. What was written is no whole export;"
                            + " export again.");
        }
        try {
            out.write(ExportFormat.sealed(text));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
