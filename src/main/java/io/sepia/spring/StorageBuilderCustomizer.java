package io.sepia.spring;

import io.sepia.StorageBuilder;

/**
 * Changes the builder of the auto-configured store before it is opened. Beans of this type are called in Spring's
 * order.
 */
@FunctionalInterface
public interface StorageBuilderCustomizer {
    void customize(StorageBuilder builder);
}
