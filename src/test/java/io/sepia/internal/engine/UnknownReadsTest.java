package io.sepia.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.MissingReferences;
import io.sepia.internal.graph.SaveMode;
import io.sepia.internal.unknown.UnknownMembers;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often saves read stored documents, in a store where no document has unknown members. */
class UnknownReadsTest {
    @Stored
    record Plain(@ObjectId String id, String text) {}

    @Stored
    record Versioned(
            @ObjectId String id, String text, @Version long version) {}

    private final List<String> reads = new ArrayList<>();
    private final AtomicInteger writing = new AtomicInteger();
    private final StorageBackend memory = InMemoryStorage.open(Map.of());
    private final Engine first = engine();

    private Engine engine() {
        return new Engine(
                counted(StorageBackend.class, memory),
                Optional.empty(),
                new CodecSettings(null, List.of(), false),
                new GraphLimits(100, 100, MissingReferences.FAIL),
                new RetrySettings(Duration.ZERO, Duration.ZERO),
                UnknownMembers.REFUSE,
                Duration.ZERO,
                Optional.empty(),
                () -> null);
    }

    @AfterEach
    void close() {
        first.close();
    }

    /** Returns a view of a backend or transaction that counts the reads of documents by key. */
    private <T> T counted(Class<T> type, T original) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            if (type == BackendTransaction.class && method.getName().equals("load")) {
                reads.add(String.valueOf(given[0]));
            }
            if (method.getName().equals("write") || method.getName().equals("begin") && given[0] == Access.READ_WRITE) {
                writing.incrementAndGet();
            }
            Object[] arguments = given;
            if (given != null && given.length == 1 && given[0] instanceof Function<?, ?> work) {
                @SuppressWarnings("unchecked")
                Function<BackendTransaction, Object> inside = (Function<BackendTransaction, Object>) work;
                arguments = new Object[] {
                    (Function<BackendTransaction, Object>) tx -> inside.apply(counted(BackendTransaction.class, tx))
                };
            }
            try {
                Object result = method.invoke(original, arguments);
                return result instanceof BackendTransaction begun ? counted(BackendTransaction.class, begun) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static <T> T load(Engine engine, Class<T> type, String id) {
        ObjectModel<T> model = engine.codec().model(type);
        ObjectKey key = model.key(id);
        return engine.run(Work.load(key), unit -> unit.load(model, key));
    }

    @Test
    void save_newObjects_readsNothing() {
        first.save(new Plain("a", "one"), SaveMode.SAVE, null);
        first.save(new Versioned("a", "one", 0), SaveMode.SAVE, null);
        first.save(new Plain(null, "one"), SaveMode.SAVE, null);

        assertThat(reads).isEmpty();
    }

    @Test
    void save_documentsThatThisStoreHasWritten_readsNothing() {
        Versioned saved = first.save(new Versioned("a", "one", 0), SaveMode.SAVE, null);
        first.save(new Versioned("a", "two", saved.version()), SaveMode.SAVE, null);
        first.save(new Plain("a", "one"), SaveMode.SAVE, null);
        first.save(new Plain("a", "two"), SaveMode.SAVE, null);
        first.save(new Plain("a", "three"), SaveMode.UPDATE, null);

        assertThat(reads).isEmpty();
    }

    @Test
    void save_documentsThatThisStoreHasLoaded_readsNothingMore() {
        first.save(new Plain("a", "one"), SaveMode.SAVE, null);
        first.save(new Versioned("a", "one", 0), SaveMode.SAVE, null);
        Engine second = engine();
        Plain plain = load(second, Plain.class, "a");
        Versioned versioned = load(second, Versioned.class, "a");
        reads.clear();
        second.save(new Plain("a", plain.text() + "!"), SaveMode.SAVE, null);
        second.save(new Versioned("a", "two", versioned.version()), SaveMode.SAVE, null);

        assertThat(reads).isEmpty();
    }

    @Test
    void save_documentThatThisStoreHasNeitherReadNorWritten_readsItOnce() {
        first.save(new Plain("a", "one"), SaveMode.SAVE, null);
        Engine second = engine();
        IntStream.range(0, 3).forEach(i -> second.save(new Plain("a", "two" + i), SaveMode.SAVE, null));

        assertThat(reads).hasSize(1);
    }

    @Test
    void saveMany_ofAnEmptyClass_readsNothing() {
        first.run(Work.WRITE, unit -> {
            for (int batch = 0; batch < 3; batch++) {
                unit.writer().save(plain(batch * 1_000, 600), SaveMode.SAVE, null);
            }
            return true;
        });

        assertThat(reads).isEmpty();
    }

    @Test
    void saveMany_ofAClassThatGotTextInTheTransaction_readsIt() {
        first.run(Work.WRITE, unit -> {
            unit.writer().save(plain(0, 20), SaveMode.SAVE, null);
            unit.backend()
                    .save(List.of(new DocumentWrite(
                            new ObjectKey("Plain", "p100"), ObjectType.CONTAINER, "{}", null, WriteCondition.NONE)));
            unit.writer().save(plain(100, 20), SaveMode.SAVE, null);
            return true;
        });

        assertThat(reads).hasSize(1);
    }

    private static List<Plain> plain(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new Plain("p" + i, "one"))
                .toList();
    }

    @Test
    void save_severalDocumentsThatThisStoreHasNotRead_takesTwoTransactionsForTheFirstOnly() {
        IntStream.range(0, 4).forEach(i -> first.save(new Plain("a" + i, "one"), SaveMode.SAVE, null));
        Engine second = engine();
        writing.set(0);
        IntStream.range(0, 4).forEach(i -> second.save(new Plain("a" + i, "two"), SaveMode.SAVE, null));
        assertThat(writing).hasValue(5);

        reads.clear();
        IntStream.range(0, 3).forEach(i -> second.save(new Plain("new" + i, "one"), SaveMode.SAVE, null));
        assertThat(writing).hasValue(8);
        assertThat(reads).hasSize(1);
    }
}
