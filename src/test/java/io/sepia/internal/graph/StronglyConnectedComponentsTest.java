package io.sepia.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StronglyConnectedComponentsTest {
    private final ObjectCodec codec = new ObjectCodec(new CodecSettings(null, List.of(), false), new Nowhere());
    private final Map<ObjectKey, GraphNode> nodes = new LinkedHashMap<>();

    static final class Nowhere implements Ref.Resolver {
        @Override
        public <T> Optional<T> resolve(ObjectKey key, Class<T> type) {
            return Optional.empty();
        }
    }

    @Stored
    static class Node {
        String id;
        List<Object> to;
    }

    @Stored
    record Whole(String id, List<Object> to) {}

    private GraphNode node(Class<?> type, String id, String... targets) {
        ObjectKey key = new ObjectKey(type.getSimpleName(), id);
        String references = Arrays.stream(targets)
                .map(each ->
                        "{\"$ref\":{\"class\":\"" + each.split(":")[0] + "\",\"id\":\"" + each.split(":")[1] + "\"}}")
                .collect(Collectors.joining(","));
        StoredDocument document = new StoredDocument(
                key, ObjectType.CONTAINER, "{\"to\":[" + references + "]}", null, 1, Instant.EPOCH, Instant.EPOCH);
        GraphNode node = new GraphNode(codec.scan(document, codec.model(type)));
        nodes.put(key, node);
        return node;
    }

    private List<Set<String>> groups() {
        return new StronglyConnectedComponents(nodes)
                .inOrder(List.copyOf(nodes.values())).stream()
                        .map(group ->
                                group.stream().map(each -> each.key().id()).collect(Collectors.toSet()))
                        .toList();
    }

    @Test
    void inOrder_chain_hasTargetsFirst() {
        node(Node.class, "a", "Node:b");
        node(Node.class, "b", "Node:c");
        node(Node.class, "c");
        assertThat(groups()).containsExactly(Set.of("c"), Set.of("b"), Set.of("a"));
    }

    @Test
    void inOrder_cycle_isOneGroupBehindItsTargetsAndBeforeItsReferrers() {
        node(Node.class, "before", "Node:a");
        node(Node.class, "a", "Node:b");
        node(Node.class, "b", "Node:c", "Node:after");
        node(Node.class, "c", "Node:a");
        node(Node.class, "after");
        assertThat(groups()).containsExactly(Set.of("after"), Set.of("a", "b", "c"), Set.of("before"));
    }

    @Test
    void inOrder_twoCyclesWithABridge_stayTwoGroups() {
        node(Node.class, "a", "Node:b");
        node(Node.class, "b", "Node:a", "Node:c");
        node(Node.class, "c", "Node:d");
        node(Node.class, "d", "Node:c");
        assertThat(groups()).containsExactly(Set.of("c", "d"), Set.of("a", "b"));
    }

    @Test
    void inOrder_targetsThatAreNotThere_countForNothing() {
        node(Node.class, "a", "Node:absent", "Node:a");
        assertThat(groups()).containsExactly(Set.of("a"));
    }

    @Test
    void inOrder_longChain_needsNoStack() {
        int length = 50_000;
        for (int i = 0; i < length; i++) {
            node(Node.class, "n" + i, "Node:n" + (i + 1));
        }
        assertThat(groups()).hasSize(length).first().isEqualTo(Set.of("n" + (length - 1)));
    }

    @Test
    void wholeInOrder_recordsOfACycle_standBehindTheRecordsTheyNeed() {
        GraphNode first = node(Whole.class, "first", "Whole:second", "Node:empty");
        GraphNode second = node(Whole.class, "second", "Node:empty");
        GraphNode empty = node(Node.class, "empty", "Whole:first");
        assertThat(StronglyConnectedComponents.wholeInOrder(List.of(first, second, empty)))
                .containsExactly(second, first);
    }

    @Test
    void wholeInOrder_recordsThatNeedEachOther_areRefused() {
        GraphNode one = node(Whole.class, "one", "Whole:other");
        GraphNode other = node(Whole.class, "other", "Whole:one");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> StronglyConnectedComponents.wholeInOrder(List.of(one, other)))
                .withMessageContaining("Whole 'one'")
                .withMessageContaining("Whole 'other'");
        GraphNode self = node(Whole.class, "self", "Whole:self");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> StronglyConnectedComponents.wholeInOrder(List.of(self)));
    }
}
