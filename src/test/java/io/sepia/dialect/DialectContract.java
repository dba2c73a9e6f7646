package io.sepia.dialect;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** What an application expects of a SQLite dialect and Hibernate's own does not provide. */
abstract class DialectContract implements ConstraintContract, TimeContract, JsonContract {
    @BeforeEach
    void fill() {
        use(session -> {
            for (String entity : List.of("Account", "Event", "Page")) {
                session.createMutationQuery("delete from " + entity).executeUpdate();
            }
            session.persist(new Account(1, "ada", "n1"));
            session.persist(new Page(1, Page.CONTENT));
        });
    }
}
