package compat.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the application on a JDK image created by {@code jlink}, with the application and its libraries on the module
 * path. The image contains the modules that the descriptors require, without any option that adds one.
 */
class JlinkedImageTest {
    private static final String APPLICATION = "compat.modules";

    @TempDir
    private Path folder;

    @Test
    void application_runsOnAnImageOfTheModulesThatItsDescriptorsAskFor() throws Exception {
        Configuration modules = modulesOf(APPLICATION);
        Path image = folder.resolve("image");
        link(jdkModules(modules), image);

        List<String> output = run(
                image.resolve("bin/java").toString(),
                "--module-path",
                modulePath(modules),
                "--module",
                APPLICATION + "/" + Application.class.getName(),
                Files.createDirectory(folder.resolve("data")).toString());

        String article = "Notes by Ada, 1843-10-01, version 2";
        assertThat(output)
                .containsExactly(
                        "module: io.sepia",
                        "internal package exported: false",
                        "sqlite: " + article,
                        "sqlite query: [" + article + "]",
                        "files: " + article,
                        "files query: [" + article + "]",
                        "sqlite-unit rolled back: true",
                        "sqlite-unit proxy: true, Charles",
                        "sqlite-unit joined: p1 {\"id\":\"p1\",\"name\":\"Ada\"}",
                        "h2-unit rolled back: true",
                        "h2-unit proxy: true, Charles",
                        "h2-unit joined: p1 {\"id\":\"p1\",\"name\":\"Ada\"}",
                        "schema: true");
    }

    @Test
    void application_requiresOneModule() {
        assertThat(modulesOf(APPLICATION)
                        .findModule(APPLICATION)
                        .orElseThrow()
                        .reference()
                        .descriptor()
                        .requires())
                .extracting(requires -> requires.name())
                .containsExactlyInAnyOrder("io.sepia", "java.base");
    }

    /** Returns the modules that {@code root} requires, from the class path of this test and the JDK. */
    private static Configuration modulesOf(String root) {
        Path[] path = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")))
                .map(Path::of)
                .filter(each -> !each.endsWith("test-classes"))
                .toArray(Path[]::new);
        return Configuration.resolveAndBind(
                ModuleFinder.of(path),
                List.of(ModuleLayer.empty().configuration()),
                ModuleFinder.ofSystem(),
                Set.of(root));
    }

    /** Returns the JDK's modules that the application and its libraries require, without those of services. */
    private static Set<String> jdkModules(Configuration modules) {
        return modules.modules().stream()
                .filter(module -> !isOfTheJdk(module))
                .flatMap(module -> module.reference().descriptor().requires().stream())
                .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
                .collect(Collectors.toSet());
    }

    private static String modulePath(Configuration modules) {
        return modules.modules().stream()
                .filter(module -> !isOfTheJdk(module))
                .map(ResolvedModule::reference)
                .map(ModuleReference::location)
                .map(location -> Path.of(location.orElseThrow()).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isOfTheJdk(ResolvedModule module) {
        return module.reference().location().orElseThrow().getScheme().equals("jrt");
    }

    private static void link(Set<String> modules, Path image) {
        StringWriter messages = new StringWriter();
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        int status = jlink.run(
                new PrintWriter(messages),
                new PrintWriter(messages),
                "--add-modules",
                String.join(",", modules),
                "--output",
                image.toString());
        assertThat(status).as("status of jlink, which said: %s", messages).isZero();
    }

    /** Returns the lines of a process's standard output. The process must succeed and print nothing else but logs. */
    private List<String> run(String... command) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES))
                .as("the application ended")
                .isTrue();
        assertThat(process.exitValue())
                .as("status of the application, which said: %s", Files.readString(errors))
                .isZero();
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
