package io.sepia.internal.backend.sql;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Enters writes into the log of changes, and keeps generations, where the database does not do so by itself. */
public interface ChangeRecorder {
    /** For databases whose triggers keep the log, and stores without one. */
    ChangeRecorder NONE = new ChangeRecorder() {
        @Override
        public void saved(StatementCache statements, List<DocumentWrite> writes) {}

        @Override
        public void deleting(StatementCache statements, String condition, Binder binder) {}
    };

    /** Binds the parameters of a condition. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Enters saves, after they were made. */
    void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException;

    /** Takes note of a class whose generations are kept. */
    default void keepsOf(String className) {}

    /** Whether saving one of these keeps a generation, so that it may be refused after something was written. */
    default boolean keeps(List<DocumentWrite> writes) {
        return false;
    }

    /** Saves, and keeps what was there before. */
    default void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        rows.save(writes, now);
    }

    /** Keeps what documents from elsewhere are about to replace. */
    default void restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {}

    /** Enters the deletion of the objects that fulfil {@code condition}, and keeps them, before it is made. */
    void deleting(StatementCache statements, String condition, Binder binder) throws SQLException;
}
