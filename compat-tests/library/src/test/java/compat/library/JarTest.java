package compat.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What a dependency on {@code io.sepia:sepia} adds to the class path, and what it must not add. */
class JarTest {
    @Test
    void publicTypes_areUsable() {
        assertThat(new ObjectKey("note", "n1")).hasToString("note 'n1'");
        assertThatThrownBy(() -> new ObjectKey("note", ""))
                .isInstanceOf(InvalidKeyException.class)
                .isInstanceOf(StorageException.class);
    }

    @Test
    void embeddedStore_needsNoFurtherDependency() {
        assertThat(present("org.sqlite.JDBC")).isTrue();
        assertThat(present("org.hibernate.community.dialect.SQLiteDialect")).isTrue();
    }

    @Test
    void commandLine_staysOutOfTheLibrary() throws Exception {
        assertThat(present("picocli.CommandLine")).isFalse();
        assertThat(present("me.tongfei.progressbar.ProgressBar")).isFalse();
        try (JarFile jar = sepiaJar()) {
            assertThat(jar.stream().map(ZipEntry::getName)).noneMatch(name -> name.startsWith("io/sepia/cli/"));
        }
    }

    @Test
    void persistenceXml_isNotInTheJar() throws Exception {
        // A container would deploy such a file, and its unit would conflict with the application's.
        try (JarFile jar = sepiaJar()) {
            assertThat(jar.getEntry("META-INF/persistence.xml")).isNull();
        }
    }

    @Test
    void moduleName_isStable() throws Exception {
        ModuleDescriptor module =
                ModuleFinder.of(pathOfJar()).find("io.sepia").orElseThrow().descriptor();
        assertThat(module.isAutomatic()).isFalse();
        assertThat(module.packages()).doesNotContain("io.sepia.cli");
    }

    private static JarFile sepiaJar() throws IOException, URISyntaxException {
        return new JarFile(pathOfJar().toFile());
    }

    private static Path pathOfJar() throws URISyntaxException {
        Path jar = Path.of(ObjectKey.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(jar).hasExtension("jar");
        return jar;
    }

    private static boolean present(String className) {
        return JarTest.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }
}
