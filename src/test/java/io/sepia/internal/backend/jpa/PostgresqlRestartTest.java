package io.sepia.internal.backend.jpa;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

class PostgresqlRestartTest extends ServerRestartContract {
    private EmbeddedPostgres server;

    private EmbeddedPostgres.Builder server() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off");
    }

    @Override
    String start() throws IOException {
        Postgresql.url(); // Skips the test where no server can start.
        server = server().start();
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    void restart() throws IOException {
        int port = server.getPort();
        server.close();
        server = server().setPort(port).start();
    }

    @Override
    void stop() throws IOException {
        server.close();
    }
}
