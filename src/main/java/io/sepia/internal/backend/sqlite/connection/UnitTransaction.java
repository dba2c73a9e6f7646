package io.sepia.internal.backend.sqlite.connection;

/** What a connection that a unit's session holds can do beyond JDBC. */
public interface UnitTransaction extends IsolatedWork {
    /** What a session has said about its transaction. Asked when the first statement runs. */
    interface Declaration {
        /** Says nothing. */
        Declaration NONE = new Declaration() {
            @Override
            public boolean isReadOnly() {
                return false;
            }

            @Override
            public long lockTimeoutMillis() {
                return -1;
            }

            @Override
            public boolean isActive() {
                return false;
            }
        };

        /** Returns whether the transaction must not write. */
        boolean isReadOnly();

        /** Returns how many milliseconds to wait for the write lock; a negative number for the unit's default. */
        long lockTimeoutMillis();

        /** Returns whether the session is in a transaction that it is not ending now. */
        boolean isActive();
    }

    /** Sets what the session says about the transactions from now on. */
    void declare(Declaration declaration);
}
