package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonValue;
import io.sepia.Migrations;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.ObjectKey;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.NotMigratedException;
import io.sepia.error.NotUniqueException;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents of earlier schemas of their class. */
interface MigrationContract extends StorageFixture {
    /** Schema 1 had title, zip and junk; schema 2 heading, home.zip and lang; schema 3 has rank as a number. */
    @Stored(schema = 3)
    record Story(
            @ObjectId String id,
            String heading,
            Home home,
            String lang,
            int rank,
            @Version long version) {}

    record Home(String zip) {}

    @Stored(schema = 2)
    class Account {
        @ObjectId
        String id;

        @Indexed(unique = true)
        String mail;
    }

    @Stored
    record Early(@ObjectId String id, String text) {}

    @Stored(value = "Gap", schema = 3)
    record Gap(@ObjectId String id) {}

    @Stored(schema = 2)
    record Bare(@ObjectId @JsonValue String id) {}

    private Storage migrating() {
        return open(MigrationContract::migrations);
    }

    private static StorageBuilder migrations(StorageBuilder builder) {
        return builder.migrate(
                        Story.class,
                        2,
                        steps -> steps.rename("title", "heading")
                                .move("zip", "home.zip")
                                .remove("junk")
                                .setDefault("lang", "\"en\""))
                .migrate(
                        Story.class,
                        3,
                        steps -> steps.change(
                                "rank as a number", json -> json.replaceAll("\"rank\":\"(\\d+)\"", "\"rank\":$1")))
                .migrate(Account.class, 2, steps -> steps.rename("email", "mail"));
    }

    private static void put(Storage storage, String id, String rest) {
        storage.documents("Story").save(id, "{\"id\":\"" + id + "\"" + rest + "}");
    }

    private static void putOld(Storage storage, String id) {
        put(storage, id, ",\"title\":\"T" + id + "\",\"zip\":\"12\",\"junk\":[1,2],\"rank\":\"7\"");
    }

    private static String text(Storage storage, String id) {
        return storage.documents("Story").load(id).content();
    }

    @Test
    default void load_earlierSchemas_areMigratedOnRead() {
        Storage storage = migrating();
        putOld(storage, "a");
        put(storage, "b", ",\"$schema\":2,\"heading\":\"B\",\"home\":{\"zip\":\"1\"},\"lang\":\"de\",\"rank\":\"8\"");

        assertThat(storage.load(Story.class, "a")).isEqualTo(new Story("a", "Ta", new Home("12"), "en", 7, 1));
        assertThat(storage.load(Story.class, "b")).isEqualTo(new Story("b", "B", new Home("1"), "de", 8, 1));
        assertThat(storage.query(Story.class).list()).hasSize(2);
        assertThat(text(storage, "a")).contains("junk");
    }

    @Test
    default void save_migratedObject_isStoredInThePresentSchema() {
        Storage storage = migrating();
        putOld(storage, "a");
        storage.save(storage.load(Story.class, "a"));

        assertThat(text(storage, "a")).startsWith("{\"$schema\":3,").doesNotContain("title", "junk");
        assertThat(storage.load(Story.class, "a")).isEqualTo(new Story("a", "Ta", new Home("12"), "en", 7, 2));
    }

    @Test
    default void save_migratedObjectWithUnknownMembers_keepsThem() {
        Storage storage = migrating();
        put(storage, "a", ",\"title\":\"A\",\"rank\":\"1\",\"color\":\"red\"");
        storage.update(
                Story.class,
                "a",
                each -> new Story(each.id(), "new", each.home(), each.lang(), each.rank(), each.version()));

        assertThat(text(storage, "a"))
                .contains("\"color\":\"red\"", "\"new\"")
                .doesNotContain("title")
                .containsOnlyOnce("$schema");
    }

    @Test
    default void load_laterSchema_isRefused() {
        Storage storage = migrating();
        put(storage, "a", ",\"$schema\":4");
        storage.documents("Early").save("a", "{\"$schema\":2,\"id\":\"a\",\"text\":\"t\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage.load(Story.class, "a"))
                .withMessageContaining("Story")
                .withMessageContaining("later schema");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage.load(Early.class, "a"))
                .withMessageContaining("later schema");
    }

    @Test
    default void load_missingSteps_areNamed() {
        storage().documents("Gap").save("a", "{\"id\":\"a\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Gap.class, "a"))
                .withMessageContaining("schema 1")
                .withMessageContaining("no steps to schema 2");
        storage().save(new Gap("b"));
        assertThat(storage().load(Gap.class, "b")).isEqualTo(new Gap("b"));
    }

    @Test
    default void model_schemaThatCannotBe_isRefused() {
        assertThatExceptionOfType(MappingException.class).isThrownBy(saving(new Bare("a")));
        Storage wrong = open(builder -> builder.migrate(Early.class, 2, steps -> steps.remove("text")));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> wrong.load(Early.class, "a"))
                .withMessageContaining("schema = ");
    }

    @Test
    default void query_unmigratedDocuments_isRefusedUntilAllAreMigrated() {
        Storage storage = migrating();
        putOld(storage, "a");
        storage.save(new Story("b", "B", null, "de", 1, 0));

        assertThatExceptionOfType(NotMigratedException.class)
                .isThrownBy(() -> storage.query(Story.class)
                        .where(field("heading").eq("Ta"))
                        .list())
                .withMessageContaining("migrateAll(Story.class)");
        assertThatExceptionOfType(NotMigratedException.class)
                .isThrownBy(() -> storage.query(Story.class).orderBy("rank").first());
        assertThat(storage.query(Story.class).list()).hasSize(2);

        Migrations.Report report = storage.contents().migrations().migrateAll(Story.class);
        assertThat(report).isEqualTo(new Migrations.Report("Story", 3, 1, 1, false));
        assertThat(storage.query(Story.class).where(field("heading").eq("Ta")).list())
                .containsExactly(new Story("a", "Ta", new Home("12"), "en", 7, 2));
        assertThat(storage.query(Story.class).orderBy("rank").ids()).containsExactly("b", "a");

        putOld(storage, "c");
        assertThatExceptionOfType(NotMigratedException.class)
                .isThrownBy(() ->
                        storage.query(Story.class).where(field("rank").gt(1)).delete());
    }

    @Test
    default void migrateAll_manyBatches_reportProgressAndContinue() {
        Storage storage = migrating();
        IntStream.range(0, 25).forEach(i -> putOld(storage, "n" + (10 + i)));
        List<Migrations.Progress> seen = new ArrayList<>();
        assertThatExceptionOfType(Rollback.class)
                .isThrownBy(() -> storage.contents()
                        .migrations()
                        .batch(10)
                        .onProgress(progress -> {
                            // A writer runs between two transactions of the migration.
                            putOld(storage, "w" + seen.size());
                            seen.add(progress);
                            if (seen.size() == 2) {
                                throw new Rollback();
                            }
                        })
                        .migrateAll(Story.class));
        assertThat(seen).containsExactly(new Migrations.Progress(10, 25), new Migrations.Progress(20, 25));
        assertThat(storage.documents("Story").stream()
                        .filter(each -> !each.content().contains("$schema")))
                .hasSize(7);

        Migrations.Report rest = storage.contents().migrations().batch(10).migrateAll(Story.class);
        assertThat(rest).isEqualTo(new Migrations.Report("Story", 3, 7, 20, false));
        assertThat(storage.contents().migrations().migrateAll(Story.class).migrated())
                .isZero();
    }

    @Test
    default void migrateAll_dryRun_changesNothing() {
        Storage storage = migrating();
        IntStream.range(0, 5).forEach(i -> putOld(storage, "n" + i));
        String before = text(storage, "n3");

        assertThat(storage.contents().migrations().dryRun().batch(2).migrateAll(Story.class))
                .isEqualTo(new Migrations.Report("Story", 3, 5, 0, true));
        assertThat(text(storage, "n3")).isEqualTo(before);
    }

    @Test
    default void migrateAll_failingStep_namesTheObjectAndChangesNothing() {
        Storage storage = migrating();
        putOld(storage, "a");
        put(storage, "b", ",\"title\":\"secret\",\"heading\":\"both\"");
        String before = text(storage, "a");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage.contents().migrations().migrateAll(Story.class))
                .withMessageContaining(new ObjectKey("Story", "b").toString())
                .withMessageContaining("rename title to heading")
                .withMessageNotContaining("secret");
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(() -> storage.load(Story.class, "b"));
        assertThat(text(storage, "a")).isEqualTo(before);
    }

    @Test
    default void migrateAll_failingFunction_hidesItsMessage() {
        Storage storage = open(builder -> builder.migrate(
                Story.class,
                3,
                steps -> steps.change("odd", json -> {
                    throw new IllegalStateException(json);
                })));
        storage.documents("Story").save("a", "{\"$schema\":2,\"heading\":\"secret\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage.load(Story.class, "a"))
                .withMessageContaining("step 'odd' failed")
                .satisfies(e -> assertThat(e.getCause()).hasMessageNotContaining("secret"));
    }

    @Test
    default void migrateAll_stepThatAddsASchema_isRefused() {
        Storage storage = open(builder -> builder.migrate(
                Story.class, 3, steps -> steps.change("odd", json -> "{\"$schema\":9," + json.substring(1))));
        storage.documents("Story").save("a", "{\"$schema\":2,\"heading\":\"x\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage.contents().migrations().migrateAll(Story.class))
                .withMessageContaining("steps to schema 3")
                .withMessageContaining("$schema");
    }

    @Test
    default void migrateAll_ofAnotherTransaction_isRefused() {
        Storage storage = migrating();
        storage.useTransaction(tx -> assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage.contents().migrations().migrateAll(Story.class)));
    }

    @Test
    default void uniqueIndex_unmigratedDocuments_areMigratedFirst() {
        Storage storage = migrating();
        storage.documents("Account").save("a", "{\"id\":\"a\",\"email\":\"x\"}");
        Account second = new Account();
        second.id = "b";
        second.mail = "x";

        assertThatExceptionOfType(NotMigratedException.class).isThrownBy(() -> storage.save(second));
        storage.contents().migrations().migrateAll(Account.class);
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> storage.save(second));
    }

    @Test
    default void migrateAll_withoutTheClass_takesStepsByNumber() {
        Storage storage = storage();
        storage.documents("Thing").save("a", "{\"id\":\"a\",\"x\":{\"y\":1},\"z\":2}");
        Migrations.Steps steps =
                Migrations.steps().move("x.y", "deep.er.y").rename("z", "zz").setDefault("x.w", "[1]");

        assertThat(storage.contents()
                        .migrations()
                        .migrateAll("Thing", 2, Map.of(2, steps))
                        .migrated())
                .isEqualTo(1);
        assertThat(storage.documents("Thing").load("a").content())
                .isEqualTo("{\"$schema\":2,\"id\":\"a\",\"x\":{\"w\":[1]},\"zz\":2,\"deep\":{\"er\":{\"y\":1}}}");
    }

    @Test
    default void load_firstSchemaAsNumber_isThatOfAClassWithoutNumber() {
        storage().documents("Early").save("a", "{\"$schema\":1,\"id\":\"a\",\"text\":\"t\"}");

        assertThat(storage().load(Early.class, "a")).isEqualTo(new Early("a", "t"));
        storage().save(new Early("a", "u"));
        assertThat(storage().load(Early.class, "a")).isEqualTo(new Early("a", "u"));
    }

    @Test
    default void query_documentsOfAnotherSchema_isRefused() {
        Storage storage = migrating();
        for (String schema : List.of("4", "\"3\"", "null")) {
            put(storage, "a", ",\"$schema\":" + schema + ",\"heading\":\"A\"");
            assertThatExceptionOfType(NotMigratedException.class)
                    .isThrownBy(() -> storage.query(Story.class)
                            .where(field("heading").eq("B"))
                            .list());
        }
    }

    @Test
    default void migrateAll_writerOfTheSameDocuments_losesNothing() throws Exception {
        AtomicReference<Storage> store = new AtomicReference<>();
        AtomicReference<CompletableFuture<Void>> writer = new AtomicReference<>();
        store.set(open(builder -> builder.migrate(
                Account.class,
                2,
                steps -> steps.change("beside a writer", json -> {
                    if (writer.get() == null) {
                        writer.set(CompletableFuture.runAsync(
                                () -> store.get().documents("Account").save("b", "{\"id\":\"b\",\"mail\":\"later\"}")));
                        await(writer.get());
                    }
                    return json;
                }))));
        for (String id : List.of("a", "b", "c")) {
            store.get().documents("Account").save(id, "{\"id\":\"" + id + "\",\"mail\":\"" + id + "\"}");
        }

        assertThat(store.get().contents().migrations().migrateAll(Account.class).migrated())
                .isEqualTo(3);
        writer.get().get(20, TimeUnit.SECONDS);
        assertThat(store.get().load(Account.class, "b").mail).isEqualTo("later");
    }

    @Test
    default void query_inATransactionFromBeforeTheMigration_doesNotTrustALaterCheck() {
        Storage storage = migrating();
        putOld(storage, "a");
        boolean complete = storage.transactions().readOnly().in(tx -> {
            tx.load(Story.class, "a");
            await(CompletableFuture.runAsync(() -> {
                storage.contents().migrations().migrateAll(Story.class);
                storage.query(Story.class).where(field("heading").eq("Ta")).list();
            }));
            try {
                return !tx.query(Story.class)
                        .where(field("heading").eq("Ta"))
                        .ids()
                        .isEmpty();
            } catch (NotMigratedException refused) {
                return true;
            }
        });
        assertThat(complete).isTrue();
    }

    /** Waits for work that may itself wait for the transaction of this thread, so not for long. */
    private static void await(CompletableFuture<Void> work) {
        try {
            work.get(2, TimeUnit.SECONDS);
        } catch (TimeoutException stillWaiting) {
            return;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
