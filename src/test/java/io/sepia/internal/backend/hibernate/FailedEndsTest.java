package io.sepia.internal.backend.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.TransactionMarks;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.hibernate.HibernateException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.junit.jupiter.api.Test;

/** What is still done when a step at the end of a transaction fails. */
class FailedEndsTest {
    private static <T> T fake(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(method.getName())));
    }

    @Test
    void takeBack_entryThrows_stillNotifiesTheFollower() {
        List<String> done = new ArrayList<>();
        TransactionLedger ledger = new TransactionLedger();
        Database database = fake(Database.class, name -> fake(TransactionMarks.class, called -> called));
        CallerMarks marks = new CallerMarks(database, new CallerMarks.Store(1, new AtomicLong()));
        marks.follow(ledger, () -> done.add("taken back"));
        ledger.onRollback(() -> {
            throw new IllegalStateException("undo");
        });

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(marks::takeBack)
                .withMessage("undo");

        assertThat(done).containsExactly("taken back");
    }

    @Test
    void abandon_rollbackFails_stillClosesTheSession() {
        List<String> calls = new ArrayList<>();
        HibernateException lost = new HibernateException("connection lost");
        Transaction transaction = fake(Transaction.class, name -> {
            if (name.equals("rollback")) {
                throw lost;
            }
            return true;
        });
        Session session = fake(Session.class, name -> {
            calls.add(name);
            return name.equals("beginTransaction") ? transaction : null;
        });
        IllegalStateException reason = new IllegalStateException("reason");

        HibernateSession.begin(session, new IdleSessions(fake(SessionFactory.class, name -> name)))
                .abandon(reason);

        assertThat(calls).containsExactly("beginTransaction", "close");
        assertThat(reason).hasSuppressedException(lost);
    }

    @Test
    void close_oneOfTheIdleSessionsFails_closesTheOthers() {
        List<String> closed = new ArrayList<>();
        IdleSessions idle = new IdleSessions(fake(SessionFactory.class, name -> name));
        HibernateException lost = new HibernateException("connection lost");
        for (String each : List.of("a", "b", "c")) {
            idle.add(fake(Session.class, name -> {
                if (name.equals("close")) {
                    closed.add(each);
                    if (!each.equals("c")) {
                        throw lost;
                    }
                }
                return name.equals("isOpen") ? true : null;
            }));
        }

        assertThatExceptionOfType(HibernateException.class)
                .isThrownBy(idle::close)
                .isSameAs(lost);

        assertThat(closed).containsExactly("a", "b", "c");
    }
}
