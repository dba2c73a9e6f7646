package compat.languages;

import io.sepia.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LombokOnSqliteTest extends LombokSuite {
    @TempDir
    private Path folder;

    @Override
    Storage openEmpty() {
        return Storage.open(folder.resolve("app_data.db"));
    }
}
