package io.sepia.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shell with a store of its own for each test. */
abstract class CommandFixture {
    @TempDir
    Path directory;

    Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(directory.resolve("store.db"));
    }
}
