package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sqlite.connection.LogDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of SQLite beside an open database, examined for what does not belong to it. See decision 0247. */
final class FilesBeside {
    private FilesBeside() {}

    /** Returns what is wrong with the files beside the database of a connection, without the final period. */
    static List<String> problems(StatementCache statements) throws SQLException {
        Optional<String> name = statements.first(
                "SELECT file FROM pragma_database_list WHERE name = 'main' AND file <> ''", row -> row.getString(1));
        if (name.isEmpty()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        String mode =
                statements.first("PRAGMA journal_mode", row -> row.getString(1)).orElse("");
        Path journal = Path.of(name.get() + "-journal");
        Path log = Path.of(name.get() + "-wal");
        try {
            if ("wal".equals(mode)) {
                LogDamage.of(log).ifPresent(problems::add);
                if (Files.isRegularFile(journal) && Files.size(journal) > 0) {
                    problems.add("The file " + journal + " is the journal of another file, or of this one before it was"
                            + " replaced, since the database is in WAL mode. Move it away");
                }
            } else if (Files.isRegularFile(log) && Files.size(log) > 0) {
                problems.add("The file " + log + " is the log of another file, or of this one before it was replaced,"
                        + " since the database is not in WAL mode. Move it away");
            }
        } catch (IOException e) {
            problems.add("The files beside " + name.get() + " cannot be examined: " + e.getMessage());
        }
        return problems;
    }
}
