package io.sepia.internal.nearest;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The places of objects, shared by successive tables of a class. A place is never reused. Thread-safe. */
final class Slots {
    private final Map<String, Integer> byId = new ConcurrentHashMap<>();
    private volatile String[] ids = new String[256];
    private volatile int count;

    /** Returns the place of an object, or null if it has none. */
    @Nullable
    Integer find(String id) {
        return byId.get(id);
    }

    /** Returns the place of an object, a new one if it has none. */
    int of(String id) {
        Integer known = byId.get(id);
        return known == null ? add(id) : known;
    }

    private synchronized int add(String id) {
        Integer known = byId.get(id);
        if (known != null) {
            return known;
        }
        int slot = count;
        if (slot == ids.length) {
            ids = Arrays.copyOf(ids, 2 * slot);
        }
        ids[slot] = id;
        count = slot + 1;
        byId.put(id, slot);
        return slot;
    }

    String id(int slot) {
        return ids[slot];
    }

    int count() {
        return count;
    }
}
