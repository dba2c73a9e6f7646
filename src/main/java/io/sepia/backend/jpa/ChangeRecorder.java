package io.sepia.backend.jpa;

import io.sepia.backend.DocumentWrite;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Enters writes into the log of changes where the database does not do so by itself. */
interface ChangeRecorder {
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

    /** Enters the deletion of the objects that fulfil {@code condition}, before it is made. */
    void deleting(StatementCache statements, String condition, Binder binder) throws SQLException;
}
