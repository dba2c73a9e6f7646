package io.sepia.spring;

import io.sepia.internal.backend.jpa.Mariadb;
import java.nio.file.Path;
import java.util.Map;

class MariadbSpringTransactionsTest extends SpringTransactionsContract {
    @Override
    Map<String, Object> database(Path place) {
        return Map.of("spring.datasource.url", Mariadb.database(place));
    }
}
