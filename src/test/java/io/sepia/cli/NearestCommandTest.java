package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.internal.json.VectorText;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearestCommandTest extends CommandFixture {
    @BeforeEach
    void fill() {
        shell.input(document("east", "the sun rises", 1, 0)
                        + document("north", "the needle points", 0, 2)
                        + document("northeast", "the wind rises", 3, 3)
                        + document("west", "the sun sets", -1, 0)
                        + "{\"id\":\"zero\"}\n")
                .run("import", "Note", "-");
    }

    private static String document(String id, String text, float... vector) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\",\"length\":" + (int) Math.hypot(vector[0], vector[1])
                + ",\"meaning\":\"" + VectorText.of(vector) + "\"}\n";
    }

    private String ids(String... arguments) {
        Run run = shell.run(arguments);
        assertThat(run.status()).as(run.toString()).isZero();
        return String.join(
                " ", run.out().lines().skip(1).map(each -> each.split(",")[0]).toList());
    }

    @Test
    void nearest_toADocument_writesTheOthers() {
        assertThat(shell.run("nearest", "Note", "--to", "east", "--format", "csv")
                        .out()
                        .lines())
                .containsExactly("id,score", "northeast,0.707107", "north,0", "west,-1");
        assertThat(ids("nearest", "Note", "--to", "east", "--by", "euclidean", "--format", "csv"))
                .isEqualTo("west north northeast");
        assertThat(ids("nearest", "Note", "--to", "north", "--by", "dot", "--format", "csv"))
                .isEqualTo("northeast east west");
    }

    @Test
    void nearest_whereWordsLimitAndOffset_chooseTheRows() {
        assertThat(ids("nearest", "Note", "--to", "east", "--where", "length > 1", "--limit", "1", "--format", "csv"))
                .isEqualTo("northeast");
        assertThat(ids("nearest", "Note", "--to", "east", "--limit", "1", "--offset", "1", "--format", "csv"))
                .isEqualTo("north");
        assertThat(ids("nearest", "Note", "--to", "east", "--words", "sun sets", "--format", "csv"))
                .startsWith("west");
    }

    @Test
    void nearest_vectorOfAFile_isCompared() throws Exception {
        Path file = directory.resolve("vector.json");
        Files.writeString(file, "[-1, 0.5]\n");

        assertThat(ids("nearest", "Note", "--vector", file.toString(), "--limit", "1", "--format", "csv"))
                .isEqualTo("west");
        for (String text : new String[] {
            VectorText.of(new float[] {0, 1}), "\"" + VectorText.of(new double[] {0, 1}) + "\"", "[0,1]"
        }) {
            shell.input(text);
            assertThat(ids("nearest", "Note", "--vector", "-", "--limit", "1", "--format", "csv"))
                    .isEqualTo("north");
        }
    }

    @Test
    void nearest_whatCannotBeCompared_isRefusedWithAStatus() throws Exception {
        Path file = directory.resolve("vector.json");
        for (String text : new String[] {"", "x", "{}", "[1,", "[\"a\"]", "f32:?"}) {
            Files.writeString(file, text);
            Run run = shell.run("nearest", "Note", "--vector", file.toString());
            assertThat(run.status()).as(text).isEqualTo(2);
            assertThat(run.err()).contains("contains no vector");
        }
        Files.writeString(file, "[0, 0]");
        assertThat(shell.run("nearest", "Note", "--vector", file.toString()).status())
                .isEqualTo(2);
        assertThat(shell.run("nearest", "Note", "--to", "nothing").status()).isEqualTo(1);
        assertThat(shell.run("nearest", "Nothing", "--to", "east").status()).isEqualTo(1);
        assertThat(shell.run("nearest", "Note", "--to", "zero").err()).contains("has no vector");
        assertThat(shell.run("nearest", "Note", "--to", "zero", "--property", "meaning")
                        .err())
                .contains("has no vector in property meaning");
        assertThat(shell.run("nearest", "Note").status()).isEqualTo(2);
        assertThat(shell.run("nearest", "Note", "--to", "east", "--vector", "-").status())
                .isEqualTo(2);
    }

    @Test
    void nearest_severalVectors_asksForTheProperty() {
        shell.input("{\"id\":\"a\",\"one\":\"f32:AACAPw==\",\"two\":\"f32:AACAPw==\"}\n{\"id\":\"b\",\"two\":[5]}\n")
                .run("import", "Pair", "-");

        assertThat(shell.run("nearest", "Pair", "--to", "a").err()).contains("one, two");
        assertThat(ids("nearest", "Pair", "--to", "a", "--property", "two", "--format", "csv"))
                .isEqualTo("b");
    }
}
