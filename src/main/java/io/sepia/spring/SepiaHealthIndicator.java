package io.sepia.spring;

import io.sepia.Storage;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Reports up if each store answers, with the names of the beans and the stores. */
final class SepiaHealthIndicator extends AbstractHealthIndicator {
    private final Map<String, Storage> stores;

    SepiaHealthIndicator(Map<String, Storage> stores) {
        super("A store does not answer");
        this.stores = Map.copyOf(stores);
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        stores.forEach((name, store) -> builder.withDetail(name, store.stats().backend()));
        builder.up();
    }
}
