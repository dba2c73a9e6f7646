package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sepia.Storage;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journals, links and special files of an attacker: no file outside the store is touched, and no thread hangs. All
 * paths lie in the temporary directory, since a store that obeyed them would delete what they name.
 */
class HostilePathsTest {
    @TempDir
    private Path directory;

    private Path root;
    private Path victim;

    @BeforeEach
    void createStore() throws IOException {
        root = directory.resolve("store");
        victim = Files.createDirectory(directory.resolve("victim"));
        Files.writeString(victim.resolve("x"), "precious");
        Files.writeString(victim.resolve("x.jsonl"), "precious");
        try (Storage storage = open()) {
            storage.documents("Note").save("x", "\"first\"");
            storage.documents("Note").save("y", "\"second\"");
        }
    }

    private Storage open() {
        return Storage.open("filesystem", Map.of("path", root.toString()));
    }

    private Storage openReadOnly() {
        return Storage.open("filesystem", Map.of("path", root.toString(), "read_only", true));
    }

    /** Appends a transaction of one line, committed but not carried out, with the right checksum. */
    private void appendToJournal(String line) throws IOException {
        byte[] lines = (line + "\n").getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(lines);
        String commit = "[\"commit\",\"99\",\"" + lines.length + "\",\"" + Long.toHexString(crc.getValue()) + "\"]\n";
        Files.writeString(
                root.resolve(Journal.NAME),
                new String(lines, StandardCharsets.UTF_8) + commit,
                StandardOpenOption.APPEND);
    }

    private void assertVictimsStand() {
        assertThat(victim.resolve("x")).hasContent("precious");
        assertThat(victim.resolve("x.jsonl")).hasContent("precious");
        assertThat(root.resolve("Note").resolve("y")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['gone','Note','x','../../victim']",
                "['gone','Note','x','../../victim/x']",
                "['gone','Note','x','..']",
                "['gone','Note','x','.']",
                "['gone','Note','x','VICTIM/x']",
                "['gone','Note','x','y']",
                "['put','Note','x','../../victim/x','serializable','TEXT','0','1','0','0',null,'.sepia-new-0-1']",
                "['put','Note','x','x','serializable','TEXT','0','1','0','0',null,'../victim']",
                "['put','Note','x','x','serializable','TEXT','0','1','0','0',null,'Note/y']",
                "['generations','Note','x','../victim/x']",
                "['generations','Note','x','Note/y']",
                "['put','Note','x','x','serializable','NONE','0','1','0','0',null,null]",
                "['gone','Note']",
                "['unknown']",
                "['floor','Note','99999999999999999999']"
            })
    void open_journalWithHostileLine_isRefusedAndTouchesNothing(String line) throws IOException {
        appendToJournal(line.replace('\'', '"').replace("VICTIM", victim.toString()));
        for (boolean readOnly : new boolean[] {true, false}) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> {
                        try (Storage storage = readOnly ? openReadOnly() : open()) {
                            storage.documents("Note").load("x");
                        }
                    })
                    .withMessageContaining(root.toString())
                    .withMessageContaining("journal");
            assertVictimsStand();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void delete_classDirectoryBecameALink_touchesNothingBehindIt() throws IOException {
        Files.delete(root.resolve("Note").resolve("x"));
        Files.delete(root.resolve("Note").resolve("y"));
        Files.delete(root.resolve("Note"));
        Files.createSymbolicLink(root.resolve("Note"), victim);
        appendToJournal("[\"gone\",\"Note\",\"x\",\"x\"]");
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> {
            try (Storage storage = open()) {
                storage.documents("Note").save("z", "\"new\"");
            }
        });
        assertThat(victim.resolve("x")).hasContent("precious");
        assertThat(victim.resolve("z")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {".events", ".generations"})
    @DisabledOnOs(OS.WINDOWS)
    void clear_directoryOfLinesBecameALink_touchesNothingBehindIt(String name) throws IOException {
        Path lines = root.resolve(name);
        if (Files.exists(lines)) {
            Places.deleteTree(lines);
        }
        Files.createDirectory(lines);
        Files.createSymbolicLink(lines.resolve("Note"), victim);
        for (String line : new String[] {"['noevents','Note','x']", "['generations','Note','x',null]"}) {
            appendToJournal(line.replace('\'', '"'));
        }
        try (Storage storage = open()) {
            storage.documents("Note").save("z", "\"new\"");
        } catch (StorageException refused) {
            assertThat(refused).hasMessageContaining(root.toString());
        }
        assertVictimsStand();
    }

    @ParameterizedTest
    @CsvSource({"Note/x,true", ".sepia-journal,false", ".sepia-lock,false"})
    @DisabledOnOs(OS.WINDOWS)
    void use_pipeInPlaceOfAFile_endsWithoutWaiting(String file, boolean isDocument) throws Exception {
        Path pipe = root.resolve(file);
        Files.deleteIfExists(pipe);
        Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            if (isDocument) {
                try (Storage storage = open()) {
                    storage.documents("Note").find("x");
                    assertThat(storage.documents("Note").load("y").content()).isEqualTo("\"second\"");
                }
            } else {
                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(() -> {
                            try (Storage storage = open()) {
                                storage.documents("Note").save("z", "\"new\"");
                            }
                        })
                        .withMessageContaining("is not a regular file");
            }
        });
    }
}
