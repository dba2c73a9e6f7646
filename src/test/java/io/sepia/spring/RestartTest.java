package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.data.repository.ListCrudRepository;

/**
 * Restarts as of Spring Boot's devtools: in one process, the application's classes are loaded again by another loader.
 */
class RestartTest {
    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @ImportAutoConfiguration(SepiaRepositoriesAutoConfiguration.class)
    static class Application {}

    /** Loads the classes of the application by itself, and all others from the class path. */
    private static final class Loader extends ClassLoader {
        Loader(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean ofApplication = name.equals(Sticker.class.getName())
                    || name.equals(Stickers.class.getName())
                    || name.equals(Application.class.getName());
            if (!ofApplication) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @TempDir
    private Path directory;

    @Test
    void restarts_readWhatClassesOfTheFormerLoaderHaveSaved() throws Exception {
        for (int i = 0; i < 2; i++) {
            start(i);
        }
    }

    private void start(int stored) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Loader loader = new Loader(before);
        thread.setContextClassLoader(loader);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        loader.loadClass(Application.class.getName()), SpringFixture.Automatic.class)
                .resourceLoader(new DefaultResourceLoader(loader))
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(
                        "spring.main.banner-mode=off",
                        "spring.jpa.hibernate.ddl-auto=update",
                        "sepia.database-path=" + directory.resolve("app.db"))
                .run()) {
            Class<?> sticker = loader.loadClass(Sticker.class.getName());
            @SuppressWarnings("unchecked")
            ListCrudRepository<Object, String> stickers =
                    (ListCrudRepository<Object, String>) context.getBean(loader.loadClass(Stickers.class.getName()));
            assertThat(sticker).isNotSameAs(Sticker.class);
            assertThat(stickers.findAll())
                    .hasSize(stored)
                    .allSatisfy(each -> assertThat(each).isInstanceOf(sticker));
            Constructor<?> create = sticker.getDeclaredConstructor(String.class, String.class, long.class);
            create.setAccessible(true);
            stickers.save(create.newInstance("s" + stored, "red", 0L));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
