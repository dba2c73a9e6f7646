package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.id;
import static io.sepia.Field.metadata;
import static io.sepia.Field.updated;
import static io.sepia.Field.value;
import static io.sepia.Field.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.StoredDocument;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which objects queries on an application's classes find, in every scope. */
interface QueryContract extends MemoFixture {
    class Numbered {
        @ObjectId
        long number;

        String title;

        Numbered() {}

        Numbered(long number, String title) {
            this.number = number;
            this.title = title;
        }
    }

    @Test
    default void query_byProperties_findsObjects() {
        Writer ada = saveMemos();

        List<Memo> byAda = memos().where(
                        field("author").eq(ada).and(field("title").startsWith("En")))
                .orderBy("title")
                .limit(20)
                .list();

        assertThat(byAda).hasSize(1);
        assertThat(byAda.get(0).author).isEqualTo(ada);
        assertThat(byAda.get(0).version).isEqualTo(1);
        assertThat(memos().where("status.deprecated = true").list().get(0).title)
                .isEqualTo("Engine");
        assertThat(memos().list()).extracting(each -> each.id).containsExactly("a", "b", "c");
    }

    @Test
    default void query_javaValues_areComparedAsTheyAreStored() {
        saveMemos();

        assertThat(memos().where(field("day").eq(DayOfWeek.MONDAY)).ids()).containsExactly("a");
        assertThat(memos().where(field("token").eq(UUID.fromString("00000000-0000-0000-0000-000000000001")))
                        .ids())
                .containsExactly("a");
        assertThat(memos().where(field("status.since").le(LocalDate.of(2026, 1, 1)))
                        .ids())
                .containsExactly("a");
        assertThat(found(field("price").eq(new BigDecimal("9.990")))).containsExactly("a");
        assertThat(found(field("price").eq(9.99))).containsExactly("a");
        assertThat(found(field("at").gt(Instant.parse("2026-01-31T12:00:00Z")))).containsExactly("b");
        assertThat(memos().where("at > '2026-01-31T12:00:00Z'").ids()).containsExactly("b");
        assertThat(found(field("status.votes").member("x.y").eq(3))).containsExactly("a");
        assertThat(found(field("\"odd.name\"").eq("odd"))).containsExactly("a");
        assertThat(found(field("shape.radius").gt(1))).containsExactly("a");
        assertThat(memos().where(field("tags").eq(List.of("css", "html"))).ids())
                .containsExactly("a");
        assertThat(found(field("anything.deep[1]").eq(2))).containsExactly("b");
        assertThat(found(field("title").in("Other", "None"))).containsExactly("c");
        assertThat(found(field("rank").between(2, 3))).containsExactly("b", "c");
        assertThat(found(field("author").isNull())).containsExactly("c");
        assertThat(found(field("author").ne(null))).containsExactly("a", "b");
        assertThat(found(field("tags").any(value().eq("html")))).containsExactly("a");
        assertThat(found(field("tags").all(value().startsWith("c")))).containsExactly("b", "c");
        assertThat(found(field("tags").size().ge(1))).containsExactly("a");
    }

    @Test
    default void query_references_byObjectRefAndId() {
        Writer ada = saveMemos();

        assertThat(memos().where(field("author").eq(ada)).ids()).containsExactly("a");
        assertThat(memos().where(field("author").in(ada, storage().load(Writer.class, "bob")))
                        .ids())
                .containsExactly("a", "b");
        assertThat(memos().where(field("author").eq(Ref.to(Writer.class, "bob")))
                        .ids())
                .containsExactly("b");
        assertThat(found(field("author").eq("bob"))).containsExactly("b");
        assertThat(found(field("author").refersTo("Writer", "bob"))).containsExactly("b");
        assertThat(memos().where(field("readers").any(value().eq(ada))).ids()).containsExactly("a");
        assertThat(memos().where("readers any = 'bob'").ids()).containsExactly("a");
        assertThat(found(field("next").eq("a"))).containsExactly("b");
        refused(() -> memos().where(field("author").eq(new Writer(null, "New"))).list(), "author", "Save it first");
    }

    @Test
    default void query_whatTheStoreKeeps_isAskedOfColumns() {
        saveMemos();
        storage().save(new Memo("m", "With", 4), Map.of("by", "ada"));

        assertThat(found(id().gt("b"))).containsExactly("c", "m");
        assertThat(found(field("id").eq("b"))).containsExactly("b");
        assertThat(found(version().eq(1))).hasSize(4);
        assertThat(found(field("version").gt(1))).isEmpty();
        assertThat(found(updated().gt(Instant.EPOCH))).hasSize(4);
        assertThat(found(metadata("by").eq("ada"))).containsExactly("m");
        storage().saveAll(List.of(new Numbered(9, "nine"), new Numbered(10, "ten")));
        assertThat(storage().query(Numbered.class).where(field("number").gt(9)).ids())
                .containsExactly("10");
        assertThat(storage().query(Numbered.class).where(id().eq(9)).one().orElseThrow().title)
                .isEqualTo("nine");
    }

    @Test
    default void query_inTransaction_seesItsWrites() {
        rolledBack(tx -> {
            tx.save(new Memo("x", "inside", 1));
            assertThat(tx.query(Memo.class).where(field("title").eq("inside")).ids())
                    .containsExactly("x");
            assertThat(tx.documents("Memo").query().where("rank = 1").list())
                    .extracting(StoredDocument::version)
                    .containsExactly(1L);
            tx.query(Memo.class).where(field("rank").eq(1)).delete();
            assertThat(tx.query(Memo.class).exists()).isFalse();
            tx.save(new Memo("x", "again", 1));
        });
        assertThat(memos().exists()).isFalse();
    }

    @Test
    default void query_documents_needNoClass() {
        storage().documents("thing").saveAll(Map.of("a", "{\"x\":1}", "b", "[1,2]", "c", "\"text\""));

        assertThat(storage().documents("thing").query().where("x = 1").list())
                .extracting(StoredDocument::content)
                .containsExactly("{\"x\":1}");
        assertThat(storage().documents("thing").query().where("@value any = 2").ids())
                .containsExactly("b");
        assertThat(storage().documents("thing").query().where("@value = 'text'").ids())
                .containsExactly("c");
        assertThat(storage()
                        .documents("thing")
                        .query()
                        .where(field("x").in(Arrays.asList(1, null)))
                        .delete())
                .isEqualTo(1);
    }
}
