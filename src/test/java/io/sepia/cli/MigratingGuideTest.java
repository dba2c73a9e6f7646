package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.cli.Shell.Run;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command of {@code docs/migrating.md}. */
class MigratingGuideTest {
    private static final String PROGRAM = "./sepia ";
    private static final List<String> PLACES = List.of(
            "notes_again", "notes", "app_data.db", "from_export.db", "restored.db", "original.json", "backup.jsonl.gz");

    @TempDir
    Path directory;

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("docs/migrating.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```sh");
            } else if (inside) {
                assertThat(line).startsWith(PROGRAM);
                commands.add(line.substring(PROGRAM.length()));
            }
        }
        return commands;
    }

    private String placed(String word) {
        for (String place : PLACES) {
            if (word.equals(place) || word.equals("file:" + place)) {
                return word.replace(place, directory.resolve(place).toString());
            }
        }
        return word;
    }

    @Test
    void commands_runAsPrinted() throws IOException {
        Path notes = directory.resolve("notes");
        Files.createDirectories(notes.resolve("Note"));
        Files.createDirectories(notes.resolve("Box/b1/notes"));
        Files.writeString(notes.resolve("Note/n1"), "a text");
        Files.writeString(notes.resolve("Note/n1.1"), "its generation");
        Files.writeString(notes.resolve("Box/b1/data.json"), "{\"title\":\"T\"}");
        Files.createSymbolicLink(notes.resolve("Box/b1/notes/0000_n1"), Path.of("../../../Note/n1"));
        Files.writeString(
                directory.resolve("original.json"),
                "{\"Note\":[{\"id\":\"n1\",\"content\":\"x\"}],\"Box\":[{\"id\":\"b1\",\"type\":\"container\"}]}");
        Shell shell = new Shell(directory.resolve("unused"));

        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(8);
        for (String command : commands) {
            String[] words = command.split(" ");
            for (int i = 0; i < words.length; i++) {
                words[i] = placed(words[i]);
            }
            Run run = shell.runExactly(words);
            assertThat(run.status()).as("%s: %s", command, run.err()).isZero();
            if (command.contains("original.json")) {
                assertThat(run.err())
                        .contains("1 containers could not be imported")
                        .contains("Box 'b1'");
            }
        }
        try (Storage restored = Storage.open(directory.resolve("restored.db"))) {
            assertThat(restored.documents("Box").load("b1").content())
                    .isEqualTo("{\"title\":\"T\",\"notes\":[{\"$ref\":{\"class\":\"Note\",\"id\":\"n1\"}}]}");
        }
    }

    @Test
    void data_isEqualAllTheWayThroughEveryBackend() {
        Path first = directory.resolve("first.db");
        Shell shell = new Shell(first);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            lines.append("{\"id\":\"f.")
                    .append(i)
                    .append("\",\"n\":")
                    .append(i)
                    .append(".50,\"of\":{\"$ref\":{\"class\":")
                    .append("\"Browser\",\"id\":\"b")
                    .append(i % 17)
                    .append("\"}}}\n");
        }
        assertThat(shell.input(lines.toString()).run("import", "Feature", "-").status())
                .isZero();
        assertThat(shell.input("{\"id\":\"b1\"}\n")
                        .run("import", "Browser", "-")
                        .status())
                .isZero();
        try (Storage sqlite = Storage.open(first);
                Storage files = Storage.open("file", Map.of("path", directory.resolve("files")));
                Storage memory = Storage.open("memory", Map.of());
                var factory = new HibernatePersistenceConfiguration("h2")
                        .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                        .createEntityManagerFactory();
                Storage h2 = Storage.of(factory);
                Storage again = Storage.open(directory.resolve("again.db"))) {
            String hash = sqlite.contents().hash();
            List<Storage> way = List.of(sqlite, files, memory, h2, again);
            for (int i = 0; i + 1 < way.size(); i++) {
                TransferSummary copied = way.get(i).contents().copyTo(way.get(i + 1));
                assertThat(copied.written()).as("%s", way.get(i + 1)).isEqualTo(601);
                assertThat(way.get(i + 1).contents().hash())
                        .as("%s", way.get(i + 1))
                        .isEqualTo(hash);
            }
            assertThat(again.contents().differences(sqlite, each -> {})).isZero();
        }
    }

    @Test
    void diff_ofStoresThatDiffer_listsTheObjects() {
        Shell one = new Shell(directory.resolve("one.db"));
        Shell other = new Shell(directory.resolve("other.db"));
        one.input("{\"id\":\"a\",\"n\":1}\n{\"id\":\"b\"}\n").run("import", "N", "-");
        other.input("{\"id\":\"a\",\"n\":2}\n{\"id\":\"c\"}\n").run("import", "N", "-");
        Run run = one.run("diff", "--with", other.store().toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lines())
                .containsExactly(
                        "{\"class\":\"N\",\"id\":\"a\",\"difference\":\"content\"}",
                        "{\"class\":\"N\",\"id\":\"b\",\"difference\":\"only_here\"}",
                        "{\"class\":\"N\",\"id\":\"c\",\"difference\":\"only_there\"}");
        assertThat(one.run("copy", "--to", other.store().toString()).status()).isEqualTo(4);
        assertThat(one.run("copy", "--to", other.store().toString(), "--on-conflict", "overwrite")
                        .status())
                .isZero();
    }
}
