package io.sepia.joining;

import io.sepia.internal.backend.jpa.Postgresql;

class PostgresqlIsolationWritesTest extends IsolationWritesContract {
    @Override
    String url() {
        return Postgresql.url();
    }

    /** They are not settled before the transaction ends. See decision 0290. */
    @Override
    boolean passesOwnChanges() {
        return false;
    }
}
