package compat.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import jakarta.persistence.EntityManagerFactory;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store in the application's own persistence unit. */
class H2ApplicationTest extends ApplicationSuite {
    private EntityManagerFactory factory;

    @Override
    Storage openEmpty() {
        factory = new HibernatePersistenceConfiguration("application")
                .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .createEntityManagerFactory();
        return Storage.of(factory);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void closedStore_leavesTheFactoryAndItsDataAlone() {
        Author author;
        try (Storage first = Storage.of(factory)) {
            author = first.save(new Author("Ada"));
        }

        assertThat(factory.isOpen()).isTrue();
        try (Storage second = Storage.of(factory)) {
            assertThat(second.load(Author.class, author.id())).isEqualTo(author);
        }
    }
}
