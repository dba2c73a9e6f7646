package io.sepia.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Documents were evicted from the cache. Not enabled by default, since a full cache evicts at each miss. */
@Name("io.sepia.CacheEviction")
@Label("Cache Eviction")
@Description("Documents were evicted from the cache to make room for another one.")
@Category("Sepia")
@Enabled(false)
@StackTrace(false)
public final class CacheEvictionEvent extends Event {
    @Label("Documents")
    final long documents;

    private CacheEvictionEvent(long documents) {
        this.documents = documents;
    }

    /** Records an eviction. */
    public static void record(long documents) {
        if (Recording.isPossible()) {
            new CacheEvictionEvent(documents).commit();
        }
    }
}
