package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies the demo data through all backends. {@code -Dsepia.demo.features=20968} copies all of it, with a quarter of a
 * million links among the files.
 */
class DemoDataCopyTest {
    private static final int FEATURES = Integer.getInteger("sepia.demo.features", 300);

    @TempDir
    private Path directory;

    @Test
    void copiedThroughAllBackends_isEqual() {
        HibernatePersistenceConfiguration h2 =
                new HibernatePersistenceConfiguration("h2").jdbcUrl("jdbc:h2:" + directory.resolve("h2"));
        try (Storage first = Storage.open(directory.resolve("first.db"));
                Storage files = Storage.open("filesystem", Map.of("path", directory.resolve("files")));
                Storage memory = Storage.open("memory", Map.of());
                EntityManagerFactory factory = h2.createEntityManagerFactory();
                Storage database = Storage.of(factory);
                EntityManagerFactory postgresqls = Postgresql.factory(Postgresql.url());
                Storage postgresql = Storage.of(postgresqls);
                EntityManagerFactory mariadbs = Mariadb.factory(Mariadb.url());
                Storage mariadb = Storage.of(mariadbs);
                Storage last = Storage.open(directory.resolve("last.db"))) {
            fill(first);
            long documents = DemoData.BROWSER.count() + FEATURES;
            List<Storage> way = List.of(first, files, memory, database, postgresql, mariadb, last);
            String hash = first.contents().hash();
            for (int i = 1; i < way.size(); i++) {
                assertThat(way.get(i - 1).contents().copyTo(way.get(i)).written())
                        .isEqualTo(documents);
                assertThat(way.get(i).contents().hash())
                        .as(way.get(i).toString())
                        .isEqualTo(hash);
            }
        }
    }

    private static void fill(Storage storage) {
        for (DemoData data : DemoData.values()) {
            Map<String, String> contents = new LinkedHashMap<>();
            data.forEach(document -> {
                if (contents.size() < FEATURES) {
                    contents.put(document.id(), document.content());
                }
            });
            storage.documents(data.className()).saveAll(contents);
        }
    }
}
