package io.sepia.spring;

import io.sepia.internal.backend.jpa.Postgresql;
import java.nio.file.Path;
import java.util.Map;

class PostgresqlSpringTransactionsTest extends SpringTransactionsContract {
    @Override
    Map<String, Object> database(Path place) {
        return Map.of("spring.datasource.url", Postgresql.database(place));
    }
}
