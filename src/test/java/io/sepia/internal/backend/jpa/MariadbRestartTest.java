package io.sepia.internal.backend.jpa;

class MariadbRestartTest extends ServerRestartContract {
    private MariadbServer server;

    @Override
    String start() throws Exception {
        Mariadb.url(); // Skips the test where no server can start.
        server = MariadbServer.start(directory.resolve("data"));
        Postgresql.execute(server.url(""), "CREATE DATABASE app");
        return server.url("app");
    }

    @Override
    void restart() throws Exception {
        server.close();
        server.restart();
    }

    @Override
    void stop() {
        server.close();
    }
}
