package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.sepia.Storage;
import io.sepia.error.StorageException;
import io.sepia.model.ObjectId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the original library whose bytes are not valid UTF-8 are never changed by a load and a save. */
class FileBytesTest {
    static class Text {
        @ObjectId
        String key;

        final String text;

        @JsonCreator
        Text(String text) {
            this.text = text;
        }

        @JsonValue
        String text() {
            return text;
        }
    }

    static class Blob {
        @ObjectId
        String key;

        final byte[] bytes;

        @JsonCreator
        Blob(byte[] bytes) {
            this.bytes = bytes;
        }

        @JsonValue
        byte[] bytes() {
            return bytes;
        }
    }

    record Row(String id, String text) {}

    static class Bean {
        String id;
        String text;
    }

    static class Open {
        String id;

        @JsonAnyGetter
        @JsonAnySetter
        Map<String, Object> rest = new HashMap<>();
    }

    private static final List<Class<?>> SHAPES = List.of(Text.class, Blob.class, Row.class, Bean.class, Open.class);
    private static final List<String> CONTENTS = List.of("a\u00ffb", "{\"text\":\"\u00ff\"}", "\"\u00ff\"", "\u00ff");

    @TempDir
    Path directory;

    private final Map<Path, byte[]> files = new HashMap<>();

    @BeforeEach
    void write() throws Exception {
        for (Class<?> shape : SHAPES) {
            Path folder = Files.createDirectory(directory.resolve(shape.getSimpleName()));
            for (int i = 0; i < CONTENTS.size(); i++) {
                byte[] bytes = CONTENTS.get(i).getBytes(StandardCharsets.ISO_8859_1);
                files.put(Files.write(folder.resolve("n" + i), bytes), bytes);
            }
        }
    }

    private void assertUnchanged() {
        files.forEach((file, bytes) ->
                assertThat(file).as(file.toString()).isRegularFile().hasBinaryContent(bytes));
    }

    @Test
    void loadAndSave_inEveryShape_keepsTheBytesOrIsRefused() {
        List<String> loaded = new ArrayList<>();
        try (Storage storage = Storage.open("file", Map.of("path", directory))) {
            for (Class<?> shape : SHAPES) {
                for (int i = 0; i < CONTENTS.size(); i++) {
                    String id = "n" + i;
                    try {
                        storage.save((Object) storage.load(shape, id));
                        loaded.add(shape.getSimpleName());
                    } catch (StorageException e) {
                        assertThat(e).hasMessageContaining("not valid UTF-8").hasMessageContaining(id);
                    }
                }
            }
        }
        assertThat(loaded).hasSize(CONTENTS.size()).containsOnly("Blob");
        assertUnchanged();
    }

    @Test
    void updateCopyAndExport_keepTheBytes(@TempDir Path other) throws Exception {
        Path copied = other.resolve("copied");
        Path exported = other.resolve("exported.jsonl");
        try (Storage storage = Storage.open("file", Map.of("path", directory));
                Storage memory = Storage.open("memory", Map.of());
                Storage copy = Storage.open("file", Map.of("path", copied))) {
            for (Class<?> shape : SHAPES) {
                storage.documents(shape.getSimpleName()).update("n0", content -> content);
            }
            storage.contents().copyTo(memory);
            memory.contents().exportData(exported);
            copy.contents().importData(exported);
        }
        assertUnchanged();
        for (Map.Entry<Path, byte[]> each : files.entrySet()) {
            assertThat(copied.resolve(directory.relativize(each.getKey()))).hasBinaryContent(each.getValue());
        }
    }

    @Test
    void load_objectWithReferencesWhoseJsonIsNotUtf8_isRefused() throws Exception {
        Path data = Files.createDirectory(directory.resolve("Bean/box")).resolve("data.json");
        byte[] bytes = "{\"text\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(data, bytes);
        try (Storage storage = Storage.open("file", Map.of("path", directory))) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> storage.save(storage.load(Bean.class, "box")))
                    .withMessageContaining("box");
        }
        assertThat(data).hasBinaryContent(bytes);
    }
}
