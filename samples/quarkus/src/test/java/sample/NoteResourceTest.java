package sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NoteResourceTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TestHTTPResource("/notes")
    URI notes;

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(notes + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String id, String title) throws IOException, InterruptedException {
        String note = "{\"title\": \"" + title + "\", \"version\": 0}";
        return client.send(
                HttpRequest.newBuilder(URI.create(notes + "/" + id))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(note))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void notes_areStoredWithTheirPublicationsOrNotAtAll() throws Exception {
        assertThat(put("n1", "Engine").body()).contains("\"version\":1");
        assertThat(get("?title=Engine").body()).contains("\"id\":\"n1\"");

        // The title is taken, so neither the note nor the publication is stored.
        assertThat(put("n2", "Engine").statusCode()).isEqualTo(500);
        assertThat(get("?title=Engine").body()).doesNotContain("n2");
        assertThat(get("/rows").body()).isEqualTo("1");
    }
}
