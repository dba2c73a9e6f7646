package io.sepia.internal.transfer;

import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.Consumer;

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
            transaction.indexes().list().forEach(each -> line(out, ExportFormat.line(each)));
            transaction.events().classes().forEach(each -> line(out, ExportFormat.lineOfEventClass(each)));
            transaction
                    .generations()
                    .rules()
                    .forEach((className, rule) -> line(out, ExportFormat.line(className, rule)));
            transaction.references().rules().forEach((name, rule) -> line(out, ExportFormat.line(name, rule)));
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
        return new TransferSummary(counts[0], counts[0], 0, 0, counts[1], counts[2], java.util.List.of(), 0);
    }

    private static void line(Writer out, String text) {
        try {
            out.write(ExportFormat.sealed(text));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
