package sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds and runs the application that docs/spring.md contains, without any configuration. */
class GuideTest {
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process application;

    @AfterEach
    void stop() throws InterruptedException {
        if (application != null) {
            application.destroy();
            application.waitFor();
        }
    }

    @Test
    void applicationOfTheGuide_runs() throws Exception {
        String guide = Files.readString(guide());
        String source = block(guide, "java", "@SpringBootApplication");
        assertThat(guide).contains(linesOfCode(source) + " lines");
        assertThat(dependencies(Files.readString(Path.of("pom.xml"))))
                .containsAll(dependencies(block(guide, "xml", "spring-boot-starter-webmvc")));
        String classPath = compile(source);

        int port = start(classPath);

        assertThat(send(port, "/notes/n1", "{\"id\": \"n1\", \"title\": \"Engine\", \"version\": 0}"))
                .contains("\"version\":1");
        assertThat(send(port, "/notes/n1", null)).contains("\"title\":\"Engine\"");
        assertThat(send(port, "/notes?title=Eng", null)).startsWith("[").contains("\"id\":\"n1\"");
        assertThat(directory.resolve("application.db")).exists();
    }

    private static Path guide() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/spring.md"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/spring.md");
    }

    private static String block(String page, String language, String containing) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(each -> each.group(1))
                .filter(each -> each.contains(containing))
                .findFirst()
                .orElseThrow();
    }

    private static long linesOfCode(String source) {
        return source.lines()
                .filter(each -> !each.isBlank() && !each.startsWith("import ") && !each.startsWith("package "))
                .count();
    }

    private static List<String> dependencies(String pom) {
        return Pattern.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>")
                .matcher(pom)
                .results()
                .map(each -> each.group(1) + ":" + each.group(2))
                .toList();
    }

    /** Compiles the source, and returns a class path without the classes and settings of this sample. */
    private String compile(String source) throws IOException {
        Path file = directory.resolve("src/NotesApplication.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        String libraries = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(each -> each.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-parameters", "-cp", libraries, "-d", classes.toString(), file.toString());
        assertThat(status).isZero();
        return classes + File.pathSeparator + libraries;
    }

    private int start(String classPath) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "notes.NotesApplication",
                        "--server.port=0")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        while (application.isAlive() && Instant.now().isBefore(end)) {
            Matcher port = PORT.matcher(Files.readString(output));
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
            Thread.sleep(100);
        }
        throw new AssertionError(Files.readString(output));
    }

    private String send(int port, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (body != null) {
            request.header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(body));
        }
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
