package io.sepia.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.GraphLimitException;
import io.sepia.error.MappingException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.model.Stored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GraphLoaderTest {
    private static final GraphLimits LIMITS = new GraphLimits(10, 5, MissingReferences.FAIL);

    private static final GraphLoader.Reading NOT_WATCHED = (object, key, version, unknown) -> {};
    private final ObjectCodec codec =
            new ObjectCodec(new CodecSettings(null, List.of(), false), new StronglyConnectedComponentsTest.Nowhere());
    private StorageBackend backend;
    private BackendTransaction transaction;

    @Stored
    static class Node {
        String id;
        Node next;
        List<Node> all;
        Map<String, Node> named;
    }

    @Stored
    record Whole(String id, Whole next) {}

    @BeforeEach
    void open() {
        backend = InMemoryStorage.open(Map.of());
        transaction = backend.begin(Access.READ_WRITE);
    }

    @AfterEach
    void close() {
        transaction.close();
        backend.close();
    }

    private void save(String className, String id, String content) {
        String json = content.replaceAll("@(\\w+)", "{\"\\$ref\":{\"class\":\"" + className + "\",\"id\":\"$1\"}}");
        transaction.save(List.of(new DocumentWrite(
                new ObjectKey(className, id), ObjectType.CONTAINER, json, null, WriteCondition.NONE)));
    }

    private <T> T load(Class<T> type, String id, GraphLimits limits) {
        String name = type.getSimpleName();
        GraphLoader loader = new GraphLoader(codec, limits, transaction, NOT_WATCHED);
        return type.cast(loader.load(transaction.load(name, List.of(id)).get(0), codec.model(type)));
    }

    private Node load(String id) {
        return load(Node.class, id, LIMITS);
    }

    @Test
    void load_objectReferredToTwice_isOneInstance() {
        save("Node", "a", "{\"next\":@c,\"all\":[@b,@c],\"named\":{\"x\":@c}}");
        save("Node", "b", "{\"next\":@c}");
        save("Node", "c", "{}");
        Node loaded = load("a");
        assertThat(loaded.next).isSameAs(loaded.all.get(1)).isSameAs(loaded.named.get("x"));
        assertThat(loaded.all.get(0).next).isSameAs(loaded.next);
    }

    @Test
    void load_cycle_leadsBackToTheSameInstance() {
        save("Node", "a", "{\"next\":@b}");
        save("Node", "b", "{\"next\":@a,\"all\":[@b]}");
        Node loaded = load("a");
        assertThat(loaded.next.next).isSameAs(loaded);
        assertThat(loaded.next.all).containsExactly(loaded.next);
    }

    @Test
    void load_severalDocuments_shareTheirTargets() {
        save("Node", "a", "{\"next\":@c}");
        save("Node", "b", "{\"next\":@c}");
        save("Node", "c", "{}");
        List<Object> loaded = new GraphLoader(codec, LIMITS, transaction, NOT_WATCHED)
                .load(transaction.load("Node", List.of("a", "b")), codec.model(Node.class));
        assertThat(((Node) loaded.get(0)).next).isSameAs(((Node) loaded.get(1)).next);
    }

    @Test
    void load_missingTargets_areAllNamedWithTheirPlaces() {
        save("Node", "a", "{\"next\":@gone,\"all\":[@b]}");
        save("Node", "b", "{\"named\":{\"x\":@lost}}");
        assertThatExceptionOfType(MissingReferenceException.class)
                .isThrownBy(() -> load("a"))
                .withMessageContaining("gone")
                .withMessageContaining("lost")
                .withMessageContaining("named.x");
    }

    @Test
    void load_holderDeletedWithItsTargetAfterItWasRead_isBusy() {
        save("Node", "a", "{\"next\":@b}");
        save("Node", "b", "{}");
        StoredDocument read = transaction.load("Node", List.of("a")).get(0);
        transaction.delete("Node", List.of("a", "b"));

        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() ->
                        new GraphLoader(codec, LIMITS, transaction, NOT_WATCHED).load(read, codec.model(Node.class)))
                .withMessageContaining("'a' was changed or deleted");
    }

    @Test
    void load_holderChangedSinceItWasReadAndItsTargetDeleted_isBusy() {
        save("Node", "a", "{\"next\":@b}");
        save("Node", "b", "{}");
        List<StoredDocument> read = transaction.load("Node", List.of("a"));
        save("Node", "a", "{}");
        transaction.delete("Node", List.of("b"));

        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() ->
                        new GraphLoader(codec, LIMITS, transaction, NOT_WATCHED).load(read, codec.model(Node.class)));
    }

    @Test
    void loadEarlier_targetDeletedSince_isMissing() {
        save("Node", "a", "{\"next\":@b}");
        save("Node", "b", "{}");
        StoredDocument generation = transaction.load("Node", List.of("a")).get(0);
        save("Node", "a", "{}");
        transaction.delete("Node", List.of("b"));

        assertThatExceptionOfType(MissingReferenceException.class)
                .isThrownBy(() -> new GraphLoader(codec, LIMITS, transaction, NOT_WATCHED)
                        .loadEarlier(generation, codec.model(Node.class)));
    }

    @Test
    void load_missingTargetsAsNull_leaveNullInTheirPlaces() {
        save("Node", "a", "{\"next\":@gone,\"all\":[@gone,@b]}");
        save("Node", "b", "{}");
        Node loaded = load(Node.class, "a", new GraphLimits(10, 5, MissingReferences.NULL));
        assertThat(loaded.next).isNull();
        assertThat(loaded.all).hasSize(2).startsWith((Node) null);
    }

    @Test
    void load_moreObjectsOrLevelsThanAllowed_isRefused() {
        for (int i = 0; i < 6; i++) {
            save("Node", "n" + i, "{\"next\":@n" + (i + 1) + "}");
        }
        save("Node", "n6", "{}");
        assertThat(load("n1").next.next.next.next.next.next).isNull();
        assertThatExceptionOfType(GraphLimitException.class)
                .isThrownBy(() -> load("n0"))
                .withMessageContaining("more than 5 references in a row (graph_depth)");
        assertThatExceptionOfType(GraphLimitException.class)
                .isThrownBy(() -> load(Node.class, "n1", new GraphLimits(5, 50, MissingReferences.FAIL)))
                .withMessageContaining("more than 5 objects (graph_limit)");
    }

    @Test
    void load_recordsInACycle_areRefused() {
        save("Whole", "a", "{\"id\":\"a\",\"next\":@b}");
        save("Whole", "b", "{\"id\":\"b\",\"next\":@a}");
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> load(Whole.class, "a", LIMITS));
    }
}
