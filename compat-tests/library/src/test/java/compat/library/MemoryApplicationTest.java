package compat.library;

import io.sepia.Storage;
import java.util.Map;

class MemoryApplicationTest extends ApplicationSuite {
    @Override
    Storage openEmpty() {
        return Storage.open("memory", Map.of());
    }
}
