package io.sepia.internal.monitor;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The log of slow operations, on the logger {@code io.sepia.slow}. Names classes and ids, never content.
 *
 * @param store the store in messages
 * @param nanos the time from which an operation is slow; 0 for no log
 */
record SlowLog(String store, long nanos) {
    private static final System.Logger LOG = System.getLogger("io.sepia.slow");

    boolean isOn() {
        return nanos > 0;
    }

    /** @param more the number of further calls in the operation */
    void add(Call call, @Nullable String className, @Nullable String id, long objects, int more, long took) {
        if (!isOn() || took < nanos) {
            return;
        }
        StringBuilder message = new StringBuilder(call.doing());
        if (className != null) {
            message.append(' ').append(className);
        }
        if (id != null) {
            message.append(" '").append(id).append('\'');
        } else {
            message.append(" (").append(objects).append(" objects)");
        }
        if (more > 0) {
            message.append(" and ").append(more).append(" more calls");
        }
        message.append(" took ")
                .append(TimeUnit.NANOSECONDS.toMillis(took))
                .append(" ms in ")
                .append(store);
        LOG.log(System.Logger.Level.WARNING, message.toString());
    }
}
