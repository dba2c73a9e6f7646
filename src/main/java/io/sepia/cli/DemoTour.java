package io.sepia.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sepia.StorageOperations;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.output.TableWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.Console;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.document.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Shows what can be done with the documents of the demo. */
record DemoTour(Console console, StorageOperations storage) {
    /** The id of the feature that is shown. */
    static final String FEATURE = "css.properties.grid";

    private static final int LOADED = 1_000;
    private static final JsonMapper JSON = new JsonMapper();

    /** Loads many documents at once. */
    void load() {
        List<String> ids = storage.documents(DemoData.FEATURE.className()).ids();
        List<String> some = new ArrayList<>();
        int step = Math.max(1, ids.size() / LOADED);
        for (int i = 0; i < ids.size() && some.size() < LOADED; i += step) {
            some.add(ids.get(i));
        }
        Stopwatch watch = new Stopwatch();
        int loaded =
                storage.documents(DemoData.FEATURE.className()).findAll(some).size();
        console.out().println(Quantity.documents(loaded) + " loaded by id in " + watch);
    }

    /** Shows one feature with the browsers to which it refers. */
    void show() {
        StoredDocument document =
                storage.documents(DemoData.FEATURE.className()).load(FEATURE);
        JsonNode feature = parse(document);
        List<String> ids = StreamSupport.stream(feature.path("browsers").spliterator(), false)
                .map(reference -> reference.path("$ref").path("id").asText())
                .toList();
        console.out().println();
        console.out()
                .println(document.key() + ", version " + document.version() + ", "
                        + feature.path("mdn_url").asText());
        console.out().println("and the browsers to which it refers:");
        try (RowWriter rows = new TableWriter(
                console.out(),
                List.of("browser", "name", "releases", "supported since"),
                console.columns(),
                console.outIsColoured())) {
            for (StoredDocument found :
                    storage.documents(DemoData.BROWSER.className()).findAll(ids)) {
                JsonNode browser = parse(found);
                String id = found.key().id();
                rows.row(
                        id,
                        browser.path("name").asText(),
                        browser.path("releases").size(),
                        since(feature.path("support").path(id)));
            }
        }
    }

    /** Returns the version of the first of {@code statements}, which are one statement or a list. */
    private static String since(JsonNode statements) {
        JsonNode version = (statements.isArray() ? statements.path(0) : statements).path("version_added");
        return version.isTextual() ? version.asText() : "no";
    }

    private static JsonNode parse(StoredDocument document) {
        try {
            return JSON.readTree(document.content());
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitStatus.DAMAGE, document.key() + " does not contain valid JSON", e);
        }
    }

    /** Counts the documents of each class. */
    void count() {
        console.out().println();
        try (RowWriter rows =
                new TableWriter(console.out(), List.of("class", "count"), console.columns(), console.outIsColoured())) {
            storage.classes().forEach(rows::row);
        }
    }

    /** Suggests commands to try next. */
    void next(StoreAddress store) {
        String command = System.getProperty("sepia.command", "./sepia");
        // Double quotes serve in shells and on Windows.
        String sepia = (command.contains(" ") ? '"' + command + '"' : command)
                + (store.path().equals(StoreAddress.USUAL) ? "" : " --store " + shellWord(store.path()));
        String sqlite = "sqlite3 " + shellWord(store.path());
        console.out().println();
        console.out().println("Next, try:");
        console.out().println("  " + sepia + " get Feature " + FEATURE);
        console.out().println("  " + sepia + " list Feature --after css.properties --limit 10");
        console.out().println("  " + sepia + " export Browser browsers.ndjson.gz");
        console.out().println("  " + sepia + " help");
        console.out().println("  " + sqlite + " \"select class_name, count(*) from objects group by 1\"");
        console.out()
                .println("  " + sqlite
                        + " \"select json_extract(content, '$.name') from objects where class_name = 'Browser'\"");
    }

    /** Returns {@code text} quoted, if necessary, as one word of a shell. */
    private static String shellWord(String text) {
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
