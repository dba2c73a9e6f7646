package io.sepia.contract;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.io.TempDir;

class TwoH2FileStoresTest extends TwoUnitStoresContract {
    @TempDir
    private Path directory;

    @Override
    HibernatePersistenceConfiguration unit() {
        return new HibernatePersistenceConfiguration("h2")
                .jdbcUrl("jdbc:h2:file:" + directory.resolve("app") + ";WRITE_DELAY=0");
    }
}
