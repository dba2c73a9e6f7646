package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Links in containers that lead to objects by way of other links. */
@DisabledOnOs(OS.WINDOWS)
class LinkChainsTest extends FileStoreFixture {
    @BeforeEach
    void putObjects() throws IOException {
        Files.createDirectories(root().resolve("Note"));
        Files.createDirectories(root().resolve("Alias"));
        Files.createDirectories(root().resolve("Box/b1/items"));
        Files.writeString(root().resolve("Note/n1"), "one");
        Files.writeString(root().resolve("Note/n2"), "two");
        Files.writeString(root().resolve("Box/b1/data.json"), "{\"size\":2}");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root().resolve(name), Path.of(target));
    }

    @Test
    void read_linksToLinks_areReferencesToTheObjects() throws IOException {
        link("Note/alias", "n1");
        link("Alias/far", "../Note/alias");
        link("Box/b1/items/0000_alias", "../../../Note/alias");
        link("Box/b1/items/0001_n2", "../../../Note/n2");
        link("Box/b1/items/0002_far", "../../../Alias/far");
        link("Box/b1/single", "../../Alias/far");
        FileStorage store = open();
        String expected = "{\"size\":2,\"items\":[" + ref("Note", "n1") + "," + ref("Note", "n2") + ","
                + ref("Note", "n1") + "],\"single\":" + ref("Note", "n1") + "}";
        assertThat(content(store, "Box", "b1")).isEqualTo(expected);
        int referrers = read(
                store,
                tx -> tx.references()
                        .referrers(new ObjectKey("Note", "n1"), 0, 10)
                        .size());
        assertThat(referrers).isEqualTo(1);
        save(store, "Box", "b1", expected);
        assertThat(content(open(), "Box", "b1")).isEqualTo(expected);
        assertThat(root().resolve("Note/alias")).isSymbolicLink();
        assertThat(store.unrecognizedFiles()).contains("Note/alias", "Alias/far");
    }

    @Test
    void read_linksThatLeadToNoObject_areReported() throws IOException {
        link("Note/loop", "round");
        link("Note/round", "loop");
        link("Note/out", "../../outside");
        link("Box/b1/loop", "../../Note/loop");
        link("Box/b1/out", "../../Note/out");
        link("Note/gone", "missing");
        link("Box/b1/gone", "../../Note/gone");
        FileStorage store = open();
        assertThat(content(store, "Box", "b1")).isEqualTo("{\"size\":2,\"gone\":" + ref("Note", "missing") + "}");
        assertThat(store.unrecognizedFiles()).contains("Box/b1/loop", "Box/b1/out");
    }
}
