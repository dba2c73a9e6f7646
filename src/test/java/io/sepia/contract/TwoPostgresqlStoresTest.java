package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.jpa.Postgresql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

class TwoPostgresqlStoresTest extends TwoUnitStoresContract {
    /** Long enough for several polls. */
    private static final int POLLS_MILLIS = 500;

    private final String url = Postgresql.url();

    @Override
    HibernatePersistenceConfiguration unit() {
        return new HibernatePersistenceConfiguration("postgresql").jdbcUrl(url);
    }

    @Test
    void onChange_whileAnotherTransactionHoldsTheLogBack_tellsEachOwnChangeOnce() throws Exception {
        List<ChangeNotice> told = new CopyOnWriteArrayList<>();
        Storage b = open(builder -> builder.option("changes", "on"));
        try (Connection other = DriverManager.getConnection(url);
                Subscription subscription = b.changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT pg_current_xact_id()");
            b.documents("note").save("own", "{}");
            Thread.sleep(POLLS_MILLIS);
            b.documents("note").save("later", "{}");
            Thread.sleep(POLLS_MILLIS);
            other.commit();
            a.documents("note").save("external", "{}");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (told.stream().noneMatch(ChangeNotice::foreign) && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            Thread.sleep(POLLS_MILLIS);
        }

        assertThat(told).extracting(each -> each.key().id()).containsExactly("own", "later", "external");
    }
}
