package compat.languages;

import io.sepia.Storage;
import java.util.Map;

class LombokInMemoryTest extends LombokSuite {
    @Override
    Storage openEmpty() {
        return Storage.open("memory", Map.of());
    }
}
