package io.sepia.cli;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.change.ResultChange;
import io.sepia.change.ResultListener;
import io.sepia.change.Subscription;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.output.RowWriter.Json;
import io.sepia.cli.terminal.Interruption;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;

/** Writes the changes of a query's result until it is interrupted. */
final class QueryWatch implements ResultListener<StoredDocument> {
    private final Sepia sepia;
    /** Passes changes to the thread of the command. The listener's waits while that writes. */
    private final SynchronousQueue<List<ResultChange<StoredDocument>>> told = new SynchronousQueue<>();

    QueryWatch(Sepia sepia) {
        this.sepia = sepia;
    }

    @Override
    public void changed(List<ResultChange<StoredDocument>> changes) {
        try {
            told.put(changes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void failed(StorageException failure) {
        sepia.say(failure.getMessage() + " Trying again.");
    }

    /** Writes at most {@code most} changes. */
    void run(Storage storage, ObjectQuery<StoredDocument> query, long most) {
        storage.changes().end(); // Refuses a store without a log, in which changes by others go unnoticed.
        Interruption interruption = sepia.console().interruption();
        Subscription subscription = storage.changes().onChange(query, this);
        try (RowWriter rows = sepia.rows(List.of("change", "id", "from", "to", "content"))) {
            sepia.say("watching " + query);
            long left = most;
            while (left > 0) {
                for (ResultChange<StoredDocument> each : next(interruption)) {
                    if (left-- > 0) {
                        write(each, rows);
                    }
                }
                sepia.console().out().flush();
            }
        } finally {
            subscription.close();
        }
    }

    private List<ResultChange<StoredDocument>> next(Interruption interruption) {
        interruption.beginWaiting();
        try {
            return told.take();
        } catch (InterruptedException e) {
            throw interruption.stopped();
        } finally {
            interruption.endWaiting();
        }
    }

    private void write(ResultChange<StoredDocument> change, RowWriter rows) {
        rows.row(
                change.kind().name().toLowerCase(Locale.ROOT),
                change.key().id(),
                index(change.from()),
                index(change.to()),
                change.to() < 0
                        ? nothing()
                        : new Json(JsonText.singleLine(change.object().content())));
    }

    private Object index(int index) {
        return index < 0 ? nothing() : index;
    }

    private Object nothing() {
        return sepia.format() == OutputFormat.JSON ? new Json("null") : "";
    }
}
