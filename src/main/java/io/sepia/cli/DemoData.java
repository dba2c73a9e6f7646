package io.sepia.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sepia.cli.input.BadDocumentException;
import io.sepia.cli.input.DocumentReader;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.input.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** The documents of the demo, which are part of the program; {@code demo/README.md} names their source. */
enum DemoData {
    /** The browsers, each with its releases. */
    BROWSER("Browser", "demo/browsers.ndjson.gz", 17),
    /** Features of the web platform, each with the support of every browser and references to those browsers. */
    FEATURE("Feature", "demo/features.ndjson.gz", 20_968);

    private final String className;
    private final String resource;
    private final int count;

    DemoData(String className, String resource, int count) {
        this.className = className;
        this.resource = resource;
        this.count = count;
    }

    /** Returns the class under which the documents are stored. */
    String className() {
        return className;
    }

    /** Returns the number of documents. */
    int count() {
        return count;
    }

    /** Passes each document with its content to {@code consumer}. */
    void forEach(Consumer<IdentifiedDocument> consumer) {
        try (InputStream packed = open();
                InputStream in = new GZIPInputStream(packed, 1 << 16)) {
            DocumentReader reader = DocumentReader.of(in);
            for (String text = reader.next(); text != null; text = reader.next()) {
                IdentifiedDocument document = IdentifiedDocument.read(text, IdentifiedDocument.ID);
                consumer.accept(this == FEATURE ? withReferences(document) : document);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data of the demo cannot be read: " + e.getMessage(), e);
        } catch (BadDocumentException e) {
            throw new IllegalStateException(resource + " is damaged", e);
        }
    }

    private InputStream open() throws IOException {
        URL url = Objects.requireNonNull(DemoData.class.getResource(resource), resource);
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private static IdentifiedDocument withReferences(IdentifiedDocument feature) {
        String object = feature.content();
        String references = browsers(object).stream()
                .map(id -> "{\"$ref\":{\"class\":\"Browser\",\"id\":" + JsonText.quote(id) + "}}")
                .collect(Collectors.joining(",", ",\"browsers\":[", "]}"));
        return new IdentifiedDocument(feature.id(), object.substring(0, object.length() - 1) + references);
    }

    /** Returns the keys of the member {@code support}. */
    private static List<String> browsers(String feature) {
        List<String> browsers = new ArrayList<>();
        try (JsonParser parser = IdentifiedDocument.JSON.createParser(feature)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("support") && value == JsonToken.START_OBJECT) {
                    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                        browsers.add(key);
                        parser.nextToken();
                        parser.skipChildren();
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return browsers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
