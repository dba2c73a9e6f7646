package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.sepia.Storage;
import io.sepia.contract.DrawnVectors.Point;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.model.Embedding;
import io.sepia.model.Searchable;
import io.sepia.model.Similarity;
import io.sepia.model.Stored;
import io.sepia.query.SearchHit;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches by vectors find the same objects on every backend. */
interface VectorSearchContract extends StorageFixture {
    /** A text and what it means. */
    @Stored("Thought")
    record Thought(
            String id,
            @Searchable String text,
            int year,
            @Embedding(dimension = 2) float[] meaning) {}

    /** Vectors with components of every size. */
    @Stored("Exact")
    record Exact(
            String id,
            @Embedding(dimension = 6) float[] floats,

            @Embedding(dimension = 4, by = Similarity.EUCLIDEAN)
            double[] doubles) {}

    /** Declares a vector that is none. */
    @Stored("NoVector")
    record NoVector(String id, @Embedding(dimension = 2) List<Float> list) {}

    /** Has a vector without components. */
    @Stored("Empty")
    record Empty(String id, @Embedding(dimension = 0) float[] vector) {}

    /** Has a vector that had another name before. */
    @Stored("Renamed")
    record Renamed(
            String id,
            @JsonAlias("before") @Embedding(dimension = 2) float[] now) {}

    private void saveThoughts() {
        storage()
                .saveAll(List.of(
                        new Thought("east", "the sun rises", 1, new float[] {1, 0}),
                        new Thought("north", "the needle points", 2, new float[] {0, 2}),
                        new Thought("northeast", "the wind rises", 3, new float[] {3, 3}),
                        new Thought("west", "the sun sets", 4, new float[] {-1, 0}),
                        new Thought("none", "the sun", 5, null)));
    }

    private static List<String> ids(List<SearchHit<Thought>> hits) {
        return hits.stream().map(each -> each.value().id()).toList();
    }

    @Test
    default void nearest_sortsBySimilarityThenById() {
        saveThoughts();

        List<SearchHit<Thought>> hits = storage().nearest(Thought.class, new float[] {2, 2}, 10);

        assertThat(ids(hits)).containsExactly("northeast", "east", "north", "west");
        assertThat(hits.get(0).score()).isEqualTo(1, Offset.offset(1e-6));
        assertThat(hits.get(1).score()).isEqualTo(hits.get(2).score()).isEqualTo(Math.sqrt(.5), Offset.offset(1e-6));
        assertThat(hits.get(0).highlights()).isEmpty();
        assertThat(hits.get(0).value().meaning()).containsExactly(3, 3);
        assertThat(ids(storage().nearest(Thought.class, new float[] {2, 2}, 1))).containsExactly("northeast");
    }

    @Test
    default void nearest_byAnotherSimilarity_comparesAnew() {
        saveThoughts();
        float[] vector = {0, 1};

        assertThat(ids(storage().query(Thought.class).nearest("meaning", vector, Similarity.DOT_PRODUCT)))
                .containsExactly("northeast", "north", "east", "west");
        List<SearchHit<Thought>> nearest =
                storage().query(Thought.class).nearest("meaning", vector, Similarity.EUCLIDEAN);
        assertThat(ids(nearest)).containsExactly("north", "east", "west", "northeast");
        assertThat(nearest.get(0).score()).isEqualTo(-1);
        assertThat(ids(storage().query(Thought.class).nearest("meaning", vector)))
                .startsWith("north");
    }

    @Test
    default void nearest_combinesWithConditionsAndPages() {
        saveThoughts();
        var query = storage().query(Thought.class).where("year > 1");

        assertThat(ids(query.nearest(new float[] {1, 0}))).containsExactly("northeast", "north", "west");
        assertThat(ids(query.offset(1).limit(1).nearest(new float[] {1, 0}))).containsExactly("north");
        assertThat(ids(query.offset(9).limit(1).nearest(new float[] {1, 0}))).isEmpty();
        assertThat(ids(query.where("year > 9").nearest(new float[] {1, 0}))).isEmpty();
    }

    @Test
    default void nearest_withWords_mergesBothRankings() {
        saveThoughts();
        var query = storage().query(Thought.class).matching("sun");

        List<SearchHit<Thought>> hits = query.nearest(new float[] {0, 1});

        // By the vector: north, northeast, east and west; by words: none, as the shortest, east and west.
        assertThat(ids(hits)).containsExactly("east", "west", "none", "north", "northeast");
        assertThat(hits.get(0).score()).isEqualTo(1.0 / 62 + 1.0 / 63, Offset.offset(1e-12));
        assertThat(hits.get(3).score()).isEqualTo(1.0 / 61, Offset.offset(1e-12));
        assertThat(hits.get(0).snippet()).isEqualTo("the [sun] rises");
        assertThat(hits.get(3).highlights()).isEmpty();
        assertThat(ids(query.where("year < 3").nearest(new float[] {0, 1}))).containsExactly("east", "north");
        assertThat(ids(query.offset(1).limit(2).nearest(new float[] {0, 1}))).containsExactly("west", "none");
    }

    @Test
    default void nearest_vectorThatCannotBeCompared_isRefused() {
        saveThoughts();

        for (float[] wrong : List.of(
                new float[] {1},
                new float[] {1, 2, 3},
                new float[] {},
                new float[] {0, 0},
                new float[] {Float.NaN, 1},
                new float[] {1, Float.POSITIVE_INFINITY})) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> storage().nearest(Thought.class, wrong, 1))
                    .withMessageContaining("property meaning of class Thought");
        }
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() ->
                        storage().documents("Thought").query().nearest("meaning", new float[0], Similarity.EUCLIDEAN))
                .withMessageContaining("no components");
        assertThat(storage().query(Thought.class).nearest("meaning", new float[] {0, 0}, Similarity.EUCLIDEAN))
                .hasSize(4);
    }

    @Test
    default void nearest_classWithoutVectorOrWithSeveral_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().nearest(WordSearchContract.Blank.class, new float[1], 1))
                .withMessageContaining("@Embedding");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().nearest(Point.class, new float[5], 1))
                .withMessageContaining("angle, place, product");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().query(Point.class).nearest("number", new float[5]))
                .withMessageContaining("number");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().documents("Point").query().nearest(new float[5]))
                .withMessageContaining("Name the property");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().query(Thought.class).orderBy("year").nearest(new float[] {1, 1}))
                .withMessageContaining("order");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().nearest(Thought.class, new float[] {1, 1}, 0))
                .withMessageContaining("limit");
    }

    @Test
    default void save_vectorThatCannotBeCompared_isRefused() {
        for (float[] wrong : List.of(new float[] {1}, new float[] {0, 0}, new float[] {Float.NaN, 1})) {
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(saving(new Thought("x", "", 1, wrong)))
                    .withMessageContaining("meaning");
        }
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(saving(new Exact("x", new float[] {1, 1, 1, 1, 1, 1}, new double[] {1e300, 1, 1, 1})))
                .withMessageContaining("doubles")
                .withMessageContaining("index 0");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new NoVector("x", List.of())))
                .withMessageContaining("float[]");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new Empty("x", new float[0])))
                .withMessageContaining("dimension 0");
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_keepsEachBitOfAVector(@TempDir Path directory) {
        float[] floats = {-0f, Float.MIN_VALUE, Float.MAX_VALUE, 1f / 3, -1e-20f, 16_777_217};
        double[] doubles = {-0.0, Double.MIN_VALUE, 1.0 / 3, -123_456_789.123456789};
        storage().save(new Exact("x", floats, doubles));

        storage().contents().exportData(directory.resolve("export.jsonl"));
        Storage copy = open(builder -> builder);
        copy.contents().importData(directory.resolve("export.jsonl"));

        for (Storage each : List.of(storage(), copy)) {
            Exact loaded = each.load(Exact.class, "x");
            assertThat(loaded.floats()).isEqualTo(floats);
            assertThat(Float.floatToRawIntBits(loaded.floats()[0])).isEqualTo(Float.floatToRawIntBits(-0f));
            assertThat(loaded.doubles()).isEqualTo(doubles);
            assertThat(each.query(Exact.class).nearest("floats", floats).get(0).score())
                    .isEqualTo(1);
        }
        assertThat(storage().contents().differences(copy, difference -> {})).isZero();
        assertThat(content("Exact", "x")).contains("\"floats\":\"f32:").contains("\"doubles\":\"f64:");
    }

    @Test
    default void nearest_vectorsStoredAsArrays_areFoundAndLoaded() {
        storage().documents("Exact").save("x", "{\"id\":\"x\",\"floats\":[1,2,3,4,5,6],\"doubles\":[1.0,2e0,3,4]}");

        assertThat(storage().query(Exact.class).nearest("doubles", new float[] {1, 2, 3, 5}))
                .singleElement()
                .satisfies(hit -> {
                    assertThat(hit.score()).isEqualTo(-1);
                    assertThat(hit.value().floats()).containsExactly(1, 2, 3, 4, 5, 6);
                });
    }

    @Test
    default void nearest_vectorsOfAnotherDimension_areNotFoundButLoaded() {
        saveThoughts();
        storage().documents("Thought").save("long", "{\"id\":\"long\",\"year\":6,\"meaning\":[1,0,0]}");

        assertThat(ids(storage().nearest(Thought.class, new float[] {1, 0}, 10)))
                .containsExactly("east", "northeast", "north", "west");
        assertThat(storage().load(Thought.class, "long").meaning()).hasSize(3);
        assertThat(storage().documents("Thought").query().nearest("meaning", new float[] {1, 0, 0}))
                .singleElement()
                .satisfies(hit -> assertThat(hit.value().key().id()).isEqualTo("long"));
    }

    @Test
    default void nearest_documents_comparesTheNamedProperty() {
        saveThoughts();

        assertThat(storage().documents("Thought").query().limit(2).nearest("meaning", new float[] {-1, 1}))
                .extracting(hit -> hit.value().key().id())
                .containsExactly("north", "west");
        assertThat(storage().documents("Thought").query().nearest("text", new float[] {-1, 1}))
                .isEmpty();
        assertThat(storage().documents("Nothing").query().nearest("x", new float[] {1}))
                .isEmpty();
    }

    @Test
    default void nearest_afterASearchOfTheDocuments_findsVectorsUnderAFormerName() {
        storage().documents("Renamed").save("x", "{\"id\":\"x\",\"before\":[1,0]}");
        float[] vector = {1, 0};

        assertThat(storage().documents("Renamed").query().nearest("now", vector))
                .isEmpty();
        assertThat(storage().nearest(Renamed.class, vector, 1)).hasSize(1);
        assertThat(storage().documents("Renamed").query().nearest("now", vector))
                .isEmpty();
    }

    @Test
    default void nearest_seesWhatTheTransactionWrote_andAfterARollbackTheStoredState() {
        saveThoughts();
        float[] vector = {-1, -1};
        assertThat(ids(storage().nearest(Thought.class, vector, 1))).containsExactly("west");

        rolledBack(tx -> {
            tx.save(new Thought("southwest", "", 6, new float[] {-2, -2}));
            tx.delete(Thought.class, "west");
            assertThat(ids(tx.nearest(Thought.class, vector, 2))).containsExactly("southwest", "east");
        });

        assertThat(ids(storage().nearest(Thought.class, vector, 1))).containsExactly("west");
        storage().clear(Thought.class);
        assertThat(storage().nearest(Thought.class, vector, 1)).isEmpty();
    }

    @Test
    default void nearest_whileObjectsChange_findsNoObjectThatIsGone() throws Exception {
        DrawnVectors drawn = new DrawnVectors(3);
        storage().saveAll(drawn.points(0, 1_200));
        Thread writer = new Thread(() -> IntStream.range(0, 60).forEach(i -> {
            storage().delete(Point.class, "p" + i);
            storage().save(new Point("q" + i, i, new float[] {1, 1, 1, 1, 1}, null, null));
        }));
        writer.start();
        do {
            List<SearchHit<Point>> hits =
                    storage().query(Point.class).limit(20).nearest("angle", new float[] {1, 1, 1, 1, 1});
            assertThat(hits).hasSize(20);
            assertThat(hits).extracting(SearchHit::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        } while (writer.isAlive());
        writer.join();
        assertThat(storage().query(Point.class).limit(60).nearest("angle", new float[] {1, 1, 1, 1, 1}))
                .filteredOn(hit -> hit.value().id().startsWith("q"))
                .hasSizeGreaterThan(50);
    }
}
