package io.sepia.spring;

import java.nio.file.Path;
import java.util.Map;

/** A SQLite file in the pool of the application. */
class SqliteSpringTransactionsTest extends SpringTransactionsContract {
    @Override
    Map<String, Object> database(Path place) {
        return Map.of(
                "spring.datasource.url",
                "jdbc:sqlite:" + place.resolve("app.db")
                        + "?journal_mode=WAL&busy_timeout=5000&synchronous=FULL&foreign_keys=on");
    }
}
