package io.sepia.dialect;

import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A unit that names a path and uses the store's connections. */
class KeptValuesOnPathTest extends KeptValuesContract {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open(@TempDir Path directory) {
        factory = KeptValuesTest.unit()
                .property("sepia.database_path", directory.resolve("kept.db").toString())
                .createEntityManagerFactory();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Override
    EntityManagerFactory factory() {
        return factory;
    }
}
