package io.sepia.joining;

import io.sepia.internal.backend.jpa.Mariadb;

class MariadbIsolationWritesTest extends IsolationWritesContract {
    @Override
    String url() {
        return Mariadb.url();
    }
}
