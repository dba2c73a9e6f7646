package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.ChangeCursor;
import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A read transaction sees one snapshot of everything it can read, whatever it reads first. See decision 0076. */
interface SnapshotContract extends BackendFixture {
    /** Returns the reads whose results {@link #write} changes, by name. */
    private Map<String, Function<BackendTransaction, Object>> questions() {
        Map<String, Function<BackendTransaction, Object>> questions = new LinkedHashMap<>();
        // Absent when it is asked for first: a statement without rows must fix the snapshot too.
        questions.put("an absent object", tx -> tx.load(key("now and then")).isPresent());
        questions.put("objects", tx -> tx.load(key("a")).orElseThrow().content());
        questions.put("existence", tx -> tx.exists(key("now and then")));
        questions.put("ids", tx -> tx.ids(NOTE));
        questions.put("query", tx -> tx.queryIds(NOTE, Query.ALL));
        questions.put("generations", tx -> tx.generations().count(key("a")));
        questions.put("rules of generations", tx -> tx.generations().rules());
        questions.put(
                "changes", tx -> tx.changes().since(ChangeCursor.BEGINNING, 100).changes());
        questions.put("events", tx -> tx.events().page(EventFilter.ALL, 0, 100).size());
        questions.put(
                "referrers",
                tx -> tx.references().referrers(key("target"), 0, 100).size());
        questions.put("all references", tx -> {
            Set<String> sources = new TreeSet<>();
            tx.references().graph().objects((key, savedAt, targets) -> {
                if (targets.length > 0) {
                    sources.add(key.id());
                }
            });
            return sources;
        });
        questions.put("indexes", tx -> tx.indexes().list().size());
        return questions;
    }

    private void write(int round) {
        String id = "new" + round;
        change(tx -> {
            tx.save(List.of(
                    new DocumentWrite(
                            key("a"),
                            ObjectType.CONTAINER,
                            "{\"n\":" + round + ",\"r\":{\"$ref\":{\"class\":\"note\",\"id\":\"target\"}}}",
                            null,
                            WriteCondition.NONE,
                            Set.of(key("target"))),
                    new DocumentWrite(
                            key(id),
                            ObjectType.CONTAINER,
                            "{\"r\":{\"$ref\":{\"class\":\"note\",\"id\":\"target\"}}}",
                            null,
                            WriteCondition.NONE,
                            Set.of(key("target")))));
            if (round % 2 == 0) {
                tx.delete(key("now and then"), WriteCondition.NONE);
            } else {
                tx.save(List.of(note("now and then", "{}")));
            }
            tx.generations().rule("class" + round, HistoryRule.ALL);
            tx.indexes().add(IndexDefinition.of(NOTE, "field" + round), false);
            tx.events().add(List.of(new LoggedEvent(0, key(id), EventType.CREATED, 1, Instant.EPOCH, null)));
        });
    }

    @Test
    default void readTransaction_whateverIsAskedFirst_seesOneSnapshot() throws Exception {
        backend().keepChanges(true);
        change(tx -> {
            tx.generations().rule(NOTE, HistoryRule.ALL);
            tx.save(List.of(note("target", "{}"), note("a", "{}")));
        });
        List<String> names = new ArrayList<>(questions().keySet());
        for (int round = 0; round < names.size(); round++) {
            int number = round + 1;
            String first = names.get(round);
            Map<String, Object> before = new LinkedHashMap<>();
            read(tx -> questions().forEach((name, question) -> before.put(name, question.apply(tx))));
            try (BackendTransaction tx = backend().begin(Access.READ_ONLY)) {
                assertThat(questions().get(first).apply(tx)).isEqualTo(before.get(first));
                onOtherThread(() -> write(number));
                questions()
                        .forEach((name, question) -> assertThat(question.apply(tx))
                                .as("%s, after %s had been asked for", name, first)
                                .isEqualTo(before.get(name)));
            }
            read(tx -> questions()
                    .forEach((name, question) -> assertThat(question.apply(tx))
                            .as("%s, in a later transaction", name)
                            .isNotEqualTo(before.get(name))));
        }
    }
}
