package io.sepia.internal.notice;

import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A subscription that receives the notices of a store. Thread-safe; no method waits for the application. */
public interface Recipient extends Subscription {
    /** Creates a recipient. */
    @FunctionalInterface
    interface Factory<R extends Recipient> {
        /**
         * Returns a recipient, which is not subscribed yet.
         *
         * @param executor runs the application's code, each task on its own thread
         * @param onClose must be called when the recipient is closed
         */
        R create(Executor executor, Consumer<Recipient> onClose);
    }

    /** Returns whether it wants notices of a class. */
    boolean wants(String className);

    /** Returns whether it wants every notice that {@code other} wants. */
    boolean includes(Recipient other);

    /** Receives committed changes of any class: those of one local transaction, or an external one. */
    void offer(List<ChangeNotice> notices);

    /**
     * Receives the keys of objects whose committed state may differ from what notices say, because SQL changed them
     * without a new version, or because one transaction changed them several times.
     */
    void mayDiffer(List<ObjectKey> keys);

    /** Called when changes may have been committed for which no notice will come. */
    void missed();
}
