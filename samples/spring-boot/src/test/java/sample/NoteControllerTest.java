package sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class NoteControllerTest {
    @TempDir
    private static Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Autowired
    private Environment environment;

    @Autowired
    private Publishing publishing;

    @Autowired
    private Notes notes;

    @Autowired
    private DataSource source;

    @DynamicPropertySource
    static void place(DynamicPropertyRegistry registry) {
        registry.add("sepia.database-path", () -> directory.resolve("notes.db").toString());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + environment.getProperty("local.server.port") + path));
    }

    private HttpResponse<String> put(String id, String title) throws IOException, InterruptedException {
        String note = "{\"title\": \"" + title + "\", \"tags\": [\"history\"], \"version\": 0}";
        return send(at("/notes/" + id)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(note)));
    }

    @Test
    void notes_areStoredWithTheirPublicationsOrNotAtAll() throws Exception {
        assertThat(source).hasToString("SQLite file " + directory.resolve("notes.db"));
        assertThat(put("n1", "Engines weave").body()).contains("\"version\":1");
        assertThat(send(at("/notes/n1")).body()).contains("Engines weave");
        assertThat(put("n2", "Cards").statusCode()).isEqualTo(200);
        assertThat(send(at("/notes?tag=history")).body()).matches("\\[.*Cards.*Engines weave.*]");
        assertThat(send(at("/notes/none")).statusCode()).isEqualTo(404);

        // The title is taken, so neither the note nor the publication is stored.
        assertThat(put("n3", "Cards").statusCode()).isEqualTo(500);
        assertThat(notes.existsById("n3")).isFalse();
        assertThat(publishing.titles()).containsExactly("Cards", "Engines weave");
    }
}
