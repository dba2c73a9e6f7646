package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sepia.Storage;
import io.sepia.micrometer.StorageMeters;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SepiaActuatorTest extends SpringFixture {
    @TempDir
    private Path directory;

    private ApplicationContextRunner application() {
        return withH2().withPropertyValues(
                        "sepia.database-path=" + directory.resolve("app.db"),
                        "management.endpoints.web.exposure.include=sepia",
                        "management.endpoints.jmx.exposure.include=sepia",
                        "spring.jmx.enabled=true");
    }

    @Test
    void health_isUpUntilTheStoreIsClosed() {
        application().run(context -> {
            SepiaHealthIndicator indicator = context.getBean(SepiaHealthIndicator.class);
            Health up = indicator.health();
            assertThat(up.getStatus()).isEqualTo(Status.UP);
            assertThat(up.getDetails()).containsEntry("sepiaStorage", "sqlite");
            context.getBean(Storage.class).close();
            assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        });
        application()
                .withPropertyValues("management.health.sepia.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(SepiaHealthIndicator.class));
    }

    @Test
    void endpoint_returnsStatisticsByBean() {
        application().run(context -> {
            context.getBean(Storage.class).save(new Memo("a", "title"));
            Map<String, ?> stats = context.getBean(SepiaEndpoint.class).stats();
            assertThat(stats).containsOnlyKeys("sepiaStorage");
            assertThat(context.getBean(SepiaEndpoint.class)
                            .stats()
                            .get("sepiaStorage")
                            .writes()
                            .commits())
                    .isPositive();
        });
        application()
                .withPropertyValues("management.endpoint.sepia.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(SepiaEndpoint.class));
    }

    @Test
    void meters_areBoundByABeanAndWithoutSpring() throws InterruptedException {
        application().run(context -> assertThat(context).hasBean("sepiaMeters"));
        try (Storage storage = Storage.open(directory.resolve("own.db"))) {
            MeterRegistry registry = new SimpleMeterRegistry();
            new StorageMeters(storage, Tags.of("storage", "own")).bindTo(registry);
            storage.save(new Memo("a", "title"));
            storage.load(Memo.class, "a");
            TimeUnit.MILLISECONDS.sleep(1_100);
            assertThat(registry.get("sepia.commits")
                            .tag("storage", "own")
                            .functionCounter()
                            .count())
                    .isEqualTo(storage.stats().writes().commits())
                    .isPositive();
            assertThat(registry.get("sepia.file.size").gauge().value()).isPositive();
            assertThat(registry.get("sepia.writes.waits").functionTimer().count())
                    .isZero();
            end(storage);
            TimeUnit.MILLISECONDS.sleep(1_100);
            assertThat(registry.get("sepia.commits").functionCounter().count()).isPositive();
        }
    }

    @Test
    void application_withoutActuatorAndMicrometer_starts() {
        application()
                .withClassLoader(new FilteredClassLoader(
                        "io.micrometer", "org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Storage.class)
                        .doesNotHaveBean("sepiaMeters")
                        .doesNotHaveBean("sepiaHealthIndicator"));
    }

    private static void end(Storage storage) {
        storage.close();
    }
}
