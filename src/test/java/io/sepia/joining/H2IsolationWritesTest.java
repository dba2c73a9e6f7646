package io.sepia.joining;

import java.util.UUID;

class H2IsolationWritesTest extends IsolationWritesContract {
    @Override
    String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=500";
    }
}
