package io.sepia.spring;

import java.nio.file.Path;
import java.util.Map;

class H2SpringTransactionsTest extends SpringTransactionsContract {
    @Override
    Map<String, Object> database(Path place) {
        return Map.of("spring.datasource.url", "jdbc:h2:file:" + place.resolve("app") + ";WRITE_DELAY=0");
    }
}
