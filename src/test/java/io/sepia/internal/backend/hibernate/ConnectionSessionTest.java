package io.sepia.internal.backend.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.junit.jupiter.api.Test;

class ConnectionSessionTest {
    private final List<String> calls = new ArrayList<>();

    /** Begins a session on a connection whose method {@code failing} throws {@code failure}. */
    private ConnectionSession begin(String failing, Throwable failure) {
        return ConnectionSession.begin(proxy(ConnectionProvider.class, failing, failure));
    }

    private <T> T proxy(Class<T> type, String failing, Throwable failure) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return proxy(Connection.class, failing, failure);
                    }
                    calls.add(method.getName());
                    if (method.getName().equals(failing)) {
                        throw failure;
                    }
                    return null;
                }));
    }

    @Test
    void commit_throwingAnError_rollsBackAndReturnsTheConnection() {
        Error failure = new StackOverflowError();
        ConnectionSession session = begin("commit", failure);
        assertThatThrownBy(session::commit).isSameAs(failure);
        session.rollback();
        session.close();
        assertThat(calls).containsExactly("commit", "rollback", "closeConnection");
    }

    @Test
    void commit_connectionThatCannotBeReturned_succeeds() {
        ConnectionSession session = begin("closeConnection", new SQLException("closing failed"));
        session.commit();
        session.close();
        assertThat(calls).containsExactly("commit", "closeConnection");
    }
}
