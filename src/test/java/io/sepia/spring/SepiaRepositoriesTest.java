package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.OptimisticLockingFailureException;

class SepiaRepositoriesTest extends SpringFixture {
    private ApplicationContextRunner application() {
        // Where an application scans is known before its auto-configurations, other than in this runner.
        return withH2().withInitializer(context -> AutoConfigurationPackages.register(
                        (BeanDefinitionRegistry) context.getBeanFactory(), Stickers.class.getPackageName()))
                .withConfiguration(AutoConfigurations.of(SepiaRepositoriesAutoConfiguration.class));
    }

    @Test
    void repository_isFoundAndTakesPartInTransactions() {
        application().run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Stickers.class);
            Stickers stickers = context.getBean(Stickers.class);
            Service service = context.getBean(Service.class);
            assertThatThrownBy(() -> service.required(() -> {
                        stickers.save(new Sticker("a", "red", 0));
                        service.entities().persist(new Client("c", "client"));
                        assertThat(stickers.findByColorOrderById("red")).hasSize(1);
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(stickers.count()).isZero();
            stickers.saveAll(List.of(new Sticker("b", "red", 0), new Sticker("a", "red", 0)));
            assertThat(stickers.findByColorOrderById("red"))
                    .extracting(Sticker::id)
                    .containsExactly("a", "b");
        });
    }

    @Test
    void exceptions_areSprings() {
        application().run(context -> {
            Stickers stickers = context.getBean(Stickers.class);
            stickers.save(new Sticker("a", "red", 0));
            stickers.save(stickers.findById("a").orElseThrow());
            assertThatThrownBy(() -> stickers.save(new Sticker("a", "blue", 1)))
                    .isInstanceOf(OptimisticLockingFailureException.class);
        });
    }

    @Test
    void repositories_areMissingWhereTheStoreIsSwitchedOff() {
        new ApplicationContextRunner()
                .withConfiguration(SEPIA)
                .withConfiguration(AutoConfigurations.of(SepiaRepositoriesAutoConfiguration.class))
                .withPropertyValues("sepia.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(Stickers.class).doesNotHaveBean(Storage.class));
    }
}
