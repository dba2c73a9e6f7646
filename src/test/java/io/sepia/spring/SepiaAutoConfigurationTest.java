package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.ConfigurationException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.stereotype.Repository;

/** What the auto-configuration adds to which application, and what it leaves alone. */
class SepiaAutoConfigurationTest extends SpringFixture {
    @TempDir
    private Path directory;

    private String path() {
        return "sepia.database-path=" + directory.resolve("app.db");
    }

    /** Returns an application without JPA. */
    private ApplicationContextRunner withoutJpa() {
        return new ApplicationContextRunner()
                .withConfiguration(SEPIA)
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.orm", "org.springframework.boot.hibernate"));
    }

    @Test
    void application_withoutADatabase_getsASqliteFileNamedAfterIt() throws Exception {
        Path expected = Path.of("shop-of-ada.db").toAbsolutePath();
        try {
            withoutH2()
                    .withPropertyValues("spring.application.name=shop of ada")
                    .run(context -> {
                        assertThat(context)
                                .hasNotFailed()
                                .hasSingleBean(Storage.class)
                                .hasSingleBean(DataSource.class);
                        assertThat(context.getBean(DataSource.class)).hasToString("SQLite file " + expected);
                        assertThat(context.getBean(Storage.class)).hasToString("Storage on sqlite");
                        assertThat(expected).exists();
                    });
        } finally {
            try (var files = Files.newDirectoryStream(expected.getParent(), "shop-of-ada.db*")) {
                for (Path each : files) {
                    Files.delete(each);
                }
            }
        }
    }

    @Test
    void application_withH2OnTheClassPath_getsTheDatabaseThatSpringBootChooses() {
        withH2().run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(DataSource.class);
            assertThat(context.getBean(DataSource.class)).isNotInstanceOf(SepiaDataSource.class);
            assertThat(context.getBean(Storage.class)).hasToString("Storage on jpa");
        });
    }

    @Test
    void path_setWhereH2IsOnTheClassPath_isUsed() {
        withH2().withPropertyValues(path()).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(DataSource.class)).isInstanceOf(SepiaDataSource.class);
        });
    }

    @Test
    void path_setBesideAUrl_isRefused() {
        withH2().withPropertyValues(path(), "spring.datasource.url=jdbc:h2:mem:both")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(ConfigurationException.class)
                        .rootCause()
                        .hasMessageContaining("names a database, and so does"));
    }

    @Test
    void dataSource_ofTheApplication_isNotReplaced() {
        withoutH2()
                .withUserConfiguration(OwnDataSource.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DataSource.class)
                        .hasBean("own"));
    }

    /** A data source of the application. */
    @Configuration(proxyBeanMethods = false)
    static class OwnDataSource {
        @Bean
        static DataSource own() {
            org.h2.jdbcx.JdbcDataSource source = new org.h2.jdbcx.JdbcDataSource();
            source.setURL("jdbc:h2:mem:own;DB_CLOSE_DELAY=-1");
            return source;
        }
    }

    @Test
    void store_ofTheApplication_isNotReplaced() {
        withH2().withBean("own", Storage.class, () -> Storage.open("memory", Map.of()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Storage.class)
                        .hasBean("own"));
    }

    @Test
    void enabled_false_addsNothing() {
        new ApplicationContextRunner()
                .withConfiguration(SEPIA)
                .withPropertyValues("sepia.enabled=false", path())
                .run(context -> assertThat(context.getBeanFactory().getBeanDefinitionNames())
                        .noneMatch(each -> each.contains("sepia")));
        new ApplicationContextRunner()
                .withConfiguration(JPA)
                .withConfiguration(SEPIA)
                .withUserConfiguration(Packages.class)
                .withPropertyValues("sepia.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(EntityManagerFactory.class)
                        .doesNotHaveBean(Storage.class)
                        .doesNotHaveBean(StorageExceptionTranslator.class));
        assertThat(directory).isEmptyDirectory();
    }

    /** Where the entities are. */
    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class Packages {}

    @Test
    void application_withoutJpa_getsAStoreInAFile() {
        withoutJpa().withPropertyValues(path(), "sepia.document-cache=1000000").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class);
            Storage storage = context.getBean(Storage.class);
            storage.save(new Memo("a", "kept"));
            assertThat(storage.stats().settings())
                    .containsEntry("document_cache", "1000000")
                    .containsEntry("database_path", directory.resolve("app.db").toString());
        });
        assertThat(directory.resolve("app.db")).exists();
    }

    @Test
    void options_inEveryFormOfSpring_reachTheStore() {
        withoutJpa()
                .withPropertyValues(path(), "sepia.busyTimeout=1234", "sepia.graph_limit=77", "sepia.graph-depth=66")
                .run(context -> assertThat(
                                context.getBean(Storage.class).stats().settings())
                        .containsEntry("busy_timeout", "1234")
                        .containsEntry("graph_limit", "77")
                        .containsEntry("graph_depth", "66"));
        withoutH2()
                .withPropertyValues(path(), "sepia.busy-timeout=1234", "sepia.graph-limit=77")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Storage.class).stats().settings())
                            .containsEntry("busy_timeout", "1234")
                            .containsEntry("graph_limit", "77");
                });
        withH2().withPropertyValues("sepia.graph-limit=77")
                .run(context -> assertThat(
                                context.getBean(Storage.class).stats().settings())
                        .containsEntry("graph_limit", "77"));
    }

    @Test
    void variablesOfTheEnvironment_areOptions() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment",
                        Map.of("SEPIA_BUSY_TIMEOUT", "1", "SEPIA_ENTITY_MANAGER_FACTORY", "second")));
        SepiaProperties properties = SepiaProperties.of(environment);
        assertThat(properties.options()).containsOnly(Map.entry("busy_timeout", "1"));
        assertThat(properties.factory()).isEqualTo("second");
    }

    @Test
    void option_thatIsUnknown_isRefused() {
        withoutJpa()
                .withPropertyValues(path(), "sepia.bussy-timeout=1")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("Unknown option 'bussy_timeout'")
                        .hasMessageContaining("busy_timeout"));
    }

    @Test
    void propertyOfTheProcess_thatIsNoOption_isIgnored() {
        String[] ofTheProcess = {"sepia.version=1", "sepia.graph-limit=77"};
        withoutJpa()
                .withSystemProperties(ofTheProcess)
                .withPropertyValues(path())
                .run(SepiaAutoConfigurationTest::assertOnlyTheOptionCounts);
        withoutH2()
                .withSystemProperties(ofTheProcess)
                .withPropertyValues(path())
                .run(SepiaAutoConfigurationTest::assertOnlyTheOptionCounts);
        withH2().withSystemProperties(ofTheProcess).run(SepiaAutoConfigurationTest::assertOnlyTheOptionCounts);
        withH2().withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment", Map.of("SEPIA_VERSION", "1", "SEPIA_GRAPH_LIMIT", "77"))))
                .run(SepiaAutoConfigurationTest::assertOnlyTheOptionCounts);
        withoutJpa()
                .withSystemProperties(ofTheProcess)
                .withPropertyValues(path(), "sepia.version=2")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("Unknown option 'version'"));
    }

    private static void assertOnlyTheOptionCounts(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        assertThat(context.getBean(Storage.class).stats().settings())
                .containsEntry("graph_limit", "77")
                .doesNotContainKey("version");
    }

    @Test
    void customizer_changesTheBuilder() {
        withH2().withBean(StorageBuilderCustomizer.class, () -> builder -> builder.option("graph_limit", 5))
                .run(context -> assertThat(
                                context.getBean(Storage.class).stats().settings())
                        .containsEntry("graph_limit", "5"));
    }

    @Test
    void severalFactories_needAName() {
        ApplicationContextRunner several = new ApplicationContextRunner()
                .withConfiguration(SEPIA)
                .withBean("first", EntityManagerFactory.class, () -> unit("first"))
                .withBean("second", EntityManagerFactory.class, () -> unit("second"));
        several.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("[first, second]")
                .hasMessageContaining("sepia.entity-manager-factory"));
        several.withPropertyValues("sepia.entity-manager-factory=second").run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(Storage.class).save(new Memo("a", "in the second"));
            try (Storage second = Storage.of(context.getBean("second", EntityManagerFactory.class));
                    Storage first = Storage.of(context.getBean("first", EntityManagerFactory.class))) {
                assertThat(second.ids(Memo.class)).containsExactly("a");
                assertThat(first.ids(Memo.class)).isEmpty();
            }
        });
    }

    private static EntityManagerFactory unit(String name) {
        return new HibernatePersistenceConfiguration(name)
                .jdbcUrl("jdbc:h2:mem:" + name)
                .createEntityManagerFactory();
    }

    @Test
    void exceptions_inARepositoryBean_areSprings() {
        withH2().withBean(Notes.class).run(context -> {
            Notes notes = context.getBean(Notes.class);
            assertThatThrownBy(() -> notes.insertTwice(context.getBean(Storage.class)))
                    .isInstanceOf(DuplicateKeyException.class)
                    .hasMessageContaining("Memo 'a' already exists");
        });
        StorageExceptionTranslator translator = new StorageExceptionTranslator();
        assertThat(translator.translateExceptionIfPossible(new StaleVersionException("memo", "a", 1, 2)))
                .isInstanceOf(OptimisticLockingFailureException.class)
                .hasMessageContaining("memo");
        assertThat(translator.translateExceptionIfPossible(
                        NotUniqueException.saving("memo", List.of("title"), "a", "b")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(translator.translateExceptionIfPossible(new IllegalStateException("no")))
                .isNull();
    }

    /** A bean whose exceptions Spring translates. */
    @Repository
    public static class Notes {
        public void insertTwice(Storage storage) {
            storage.insert(new Memo("a", "first"));
            storage.insert(new Memo("a", "second"));
        }
    }

    @Test
    void shutdown_closesTheStoreAfterItsUsersAndBeforeTheUnit() {
        List<String> closed = new ArrayList<>();
        AtomicReference<Storage> storage = new AtomicReference<>();
        withoutH2()
                .withPropertyValues(path())
                .withUserConfiguration(Ending.class)
                .run(context -> {
                    storage.set(context.getBean(Storage.class));
                    context.getBean(Last.class).told = () -> {
                        storage.get().save(new Memo("last", "words"));
                        closed.add("user");
                    };
                    LocalContainerEntityManagerFactoryBean unit =
                            context.getBean(LocalContainerEntityManagerFactoryBean.class);
                    assertThat(unit.getNativeEntityManagerFactory().isOpen()).isTrue();
                });
        assertThat(closed).containsExactly("user");
        assertThatThrownBy(() -> storage.get().count(Memo.class)).isInstanceOf(StorageClosedException.class);
        try (Storage again = StorageBuilder.of(directory.resolve("app.db")).open()) {
            assertThat(again.ids(Memo.class)).containsExactly("last");
        }
    }

    /** A bean that saves when it is destroyed. */
    static final class Last implements AutoCloseable {
        private Runnable told = () -> {};

        @Override
        public void close() {
            told.run();
        }
    }

    /** An application that uses the store at its end. */
    @Configuration(proxyBeanMethods = false)
    static class Ending {
        @Bean
        static Last last(Storage storage) {
            assertThat(storage).isNotNull();
            return new Last();
        }
    }
}
