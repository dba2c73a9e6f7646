package io.sepia.spring;

import io.sepia.Storage;
import io.sepia.report.StorageStats;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The endpoint {@code sepia}: the statistics of each store by the name of its bean. */
@Endpoint(id = "sepia")
@SuppressWarnings("exports") // The modules of the annotations are optional; Spring Boot has them.
public final class SepiaEndpoint {
    private final Map<String, Storage> stores;

    SepiaEndpoint(Map<String, Storage> stores) {
        this.stores = new TreeMap<>(stores);
    }

    /** Returns the statistics of each store. */
    @ReadOperation
    public Map<String, StorageStats> stats() {
        Map<String, StorageStats> all = new TreeMap<>();
        stores.forEach((name, store) -> all.put(name, store.stats()));
        return all;
    }
}
