package io.sepia.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sepia.Storage;
import io.sepia.micrometer.StorageMeters;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures meters, a health indicator and an endpoint for the stores of an application that has an actuator. */
@AutoConfiguration(after = SepiaAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = SepiaProperties.ENABLED, matchIfMissing = true)
@ConditionalOnBean(Storage.class)
@SuppressWarnings("exports") // The modules of the annotations are optional; Spring Boot has them.
public final class SepiaActuatorAutoConfiguration {
    SepiaActuatorAutoConfiguration() {}

    /** Meters. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Meters {
        @Bean
        static MeterBinder sepiaMeters(Map<String, Storage> stores) {
            return registry -> stores.forEach(
                    (name, store) -> new StorageMeters(store, Tags.of("storage", name)).bindTo(registry));
        }
    }

    /** Health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
    static class Health {
        @Bean
        @ConditionalOnEnabledHealthIndicator("sepia")
        static SepiaHealthIndicator sepiaHealthIndicator(Map<String, Storage> stores) {
            return new SepiaHealthIndicator(stores);
        }
    }

    /** The endpoint. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    static class Statistics {
        @Bean
        @ConditionalOnAvailableEndpoint(SepiaEndpoint.class)
        static SepiaEndpoint sepiaEndpoint(Map<String, Storage> stores) {
            return new SepiaEndpoint(stores);
        }
    }
}
