package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.error.ObjectExistsException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.matching.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How backends know which documents refer to which. */
interface DocumentReferencesContract extends BackendFixture {
    /** A note that refers to others, each of which is written as {@code class/id}, or as the id of a note. */
    private DocumentWrite container(WriteCondition condition, String id, String... targets) {
        String content = Arrays.stream(targets)
                .map(this::target)
                .map(each -> "{\"$ref\":{\"class\":\"" + each.className() + "\",\"id\":\"" + each.id() + "\"}}")
                .collect(Collectors.joining(",", "{\"related\":[", "]}"));
        return new DocumentWrite(key(id), ObjectType.CONTAINER, content, null, condition);
    }

    private DocumentWrite container(String id, String... targets) {
        return container(WriteCondition.NONE, id, targets);
    }

    private ObjectKey target(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? key(name) : new ObjectKey(name.substring(0, slash), name.substring(slash + 1));
    }

    /** The notes that refer to a target. */
    private Set<String> referrers(BackendTransaction tx, String target) {
        List<Referrer> found = tx.references().referrers(target(target), 0, 1_000);
        assertThat(found).extracting(Referrer::key).doesNotHaveDuplicates();
        return found.stream().map(each -> each.key().id()).collect(Collectors.toSet());
    }

    private Set<String> referrers(String target) {
        return reading(tx -> referrers(tx, target));
    }

    @Test
    default void referrers_ofANewStore_areNone() {
        assertThat(referrers("a")).isEmpty();
        read(tx -> assertThat(tx.references().referred(NOTE, List.of("a", "b"))).isEmpty());
    }

    @Test
    default void referrers_ofSavedDocuments_areFound() {
        save(container("a", "x", "y"), container("b", "y"), note("c", "{}"), container("d", "other/y"));

        assertThat(referrers("x")).containsExactly("a");
        assertThat(referrers("y")).containsExactlyInAnyOrder("a", "b");
        assertThat(referrers("other/y")).containsExactly("d");
        assertThat(referrers("a")).isEmpty();
    }

    @Test
    default void referrers_ofTheObjectItself_includeIt() {
        save(container("a", "a"));

        assertThat(referrers("a")).containsExactly("a");
        read(tx -> assertThat(tx.references().referred(NOTE, List.of("a"))).containsExactly("a"));
    }

    @Test
    default void referrers_thatReferTwice_areFoundOnce() {
        save(container("a", "x", "x", "x"));

        assertThat(referrers("x")).containsExactly("a");
    }

    @Test
    default void referrers_afterAnUpdate_areThoseOfNow() {
        save(container("a", "x", "y"));
        save(container("a", "y", "z"));

        assertThat(referrers("x")).isEmpty();
        assertThat(referrers("y")).containsExactly("a");
        assertThat(referrers("z")).containsExactly("a");
        read(tx -> assertThat(tx.references().referred(NOTE, List.of("x", "y", "z")))
                .containsExactlyInAnyOrder("y", "z"));
    }

    @Test
    default void referrers_afterTheLastReferenceIsGone_areNone() {
        save(container("a", "x"));
        save(note("a", "{}"));

        assertThat(referrers("x")).isEmpty();
        read(tx -> assertThat(tx.references().referred(NOTE, List.of("x"))).isEmpty());

        save(container("a", "y"));
        assertThat(referrers("x")).isEmpty();
        assertThat(referrers("y")).containsExactly("a");
    }

    @Test
    default void referrers_underEveryCondition_areThoseOfWhatWasWritten() {
        save(container(WriteCondition.ABSENT, "a", "x"));
        save(container(WriteCondition.NEW_VERSION, "b", "x"));
        save(container(WriteCondition.IF_ABSENT, "c", "x"), container(WriteCondition.IF_ABSENT, "a", "wrong"));
        assertThat(referrers("x")).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(referrers("wrong")).isEmpty();

        save(container(WriteCondition.PRESENT, "a", "y"));
        save(container(WriteCondition.version(1), "b", "y"));
        assertThat(referrers("x")).containsExactly("c");
        assertThat(referrers("y")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    default void referrers_ofOneKeyWrittenTwice_areThoseOfTheLastWrite() {
        save(container("a", "x"), container("a", "y"), container("b", "x"), note("b", "{}"), note("c", "{}"));
        save(note("c", "{}"), container("c", "x"), container("a", "z"), container("a", "y"));

        assertThat(referrers("x")).containsExactly("c");
        assertThat(referrers("y")).containsExactly("a");
        assertThat(referrers("z")).isEmpty();
    }

    @Test
    default void referrers_ofADeletedTarget_stay() {
        save(note("x", "{}"), container("a", "x"));
        change(tx -> tx.delete(key("x"), WriteCondition.NONE));
        assertThat(referrers("x")).containsExactly("a");

        save(note("x", "{}"));
        assertThat(referrers("x")).containsExactly("a");
    }

    @Test
    default void referrers_afterTheirDeletion_areGoneHoweverTheyWereDeleted() {
        Map<String, Consumer<BackendTransaction>> ways = new HashMap<>();
        ways.put("by key", tx -> tx.delete(key("a"), WriteCondition.NONE));
        ways.put(
                "by version",
                tx -> tx.delete(
                        key("a"),
                        WriteCondition.version(tx.load(key("a")).orElseThrow().version())));
        ways.put("by ids", tx -> tx.delete(NOTE, List.of("a", "b", "c")));
        ways.put("by query", tx -> tx.delete(NOTE, Query.ALL));
        ways.put("with the class", tx -> tx.clear(NOTE));
        ways.put("with everything", BackendTransaction::clear);
        ways.forEach((way, deletion) -> {
            save(container("a", "other/x"));
            assertThat(referrers("other/x")).as(way).containsExactly("a");
            change(deletion);
            assertThat(referrers("other/x")).as(way).isEmpty();
            read(tx -> assertThat(tx.references().referred("other", List.of("x")))
                    .as(way)
                    .isEmpty());
            // A new row may get the number of the old one.
            save(container("b", "other/y"));
            assertThat(referrers("other/x")).as(way).isEmpty();
            change(BackendTransaction::clear);
        });
    }

    @Test
    default void referrers_withinATransaction_includeItsOwnWrites() {
        save(container("a", "x"));
        change(tx -> {
            tx.save(List.of(container("b", "x"), container("a", "y")));
            assertThat(referrers(tx, "x")).containsExactly("b");
            tx.delete(key("b"), WriteCondition.NONE);
            assertThat(referrers(tx, "x")).isEmpty();
        });
    }

    @Test
    default void referrers_ofATransactionThatRollsBack_areAsBefore() {
        save(container("a", "x"));
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(container("a", "y"), container("b", "x")));
        }
        assertThat(referrers("x")).containsExactly("a");
        assertThat(referrers("y")).isEmpty();
    }

    @Test
    default void referrers_ofARefusedSharedWork_areNone() {
        save(note("a", "{}"));
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> backend().<Boolean>write(tx -> {
                    tx.save(List.of(container("b", "x"), container(WriteCondition.ABSENT, "a", "x")));
                    return true;
                }));
        assertThat(referrers("x")).isEmpty();
    }

    @Test
    default void referrers_withoutTheirReferencesNamed_areFoundByTheirContent() {
        String hidden = "{\"a\":[{\"\\u0024ref\":{\"id\":\"x\",\"class\":\"note\"}}]}";
        save(new DocumentWrite(key("a"), ObjectType.CONTAINER, hidden, null, WriteCondition.NONE));

        assertThat(referrers("x")).containsExactly("a");
    }

    @Test
    default void referrers_byDataThatOnlyLooksLikeIt_areNone() {
        String reference = "{\"$ref\":{\"class\":\"note\",\"id\":\"x\"}";
        List<String> data = List.of(
                reference + ",\"more\":1}",
                "{\"more\":1," + reference.substring(1) + "}",
                "{\"$$ref\":{\"class\":\"note\",\"id\":\"x\"}}",
                "{\"$ref\":{\"class\":\"note\",\"id\":1}}",
                "{\"$ref\":{\"class\":\"note\",\"id\":\"x\",\"more\":1}}",
                "{\"$ref\":\"x\"}");
        for (String each : data) {
            save(
                    new DocumentWrite(
                            key("a"), ObjectType.CONTAINER, "{\"v\":" + each + "}", null, WriteCondition.NONE),
                    container("b", "y"));
            assertThat(referrers("x")).as(each).isEmpty();
        }
    }

    @Test
    default void referrers_pageAfterPage_leaveNothingOut() {
        change(tx -> {
            List<DocumentWrite> writes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                writes.add(i % 5 == 0 ? note("n" + i, "{}") : container("n" + i, "x", "y" + i));
            }
            tx.save(writes);
        });
        Set<String> found = new HashSet<>();
        long after = 0;
        for (int pages = 0; ; pages++) {
            long from = after;
            List<Referrer> page = reading(tx -> tx.references().referrers(key("x"), from, 7));
            assertThat(pages).isLessThan(10);
            for (Referrer each : page) {
                assertThat(each.number()).isGreaterThan(after);
                after = each.number();
                assertThat(found.add(each.key().id())).isTrue();
            }
            if (page.size() < 7) {
                break;
            }
        }
        assertThat(found).hasSize(40);
    }

    @Test
    default void referred_manyIds_tellsWhichAre() {
        change(tx -> {
            List<DocumentWrite> writes = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                writes.add(container("c" + i, "t" + i * 2, "other/u" + i));
            }
            tx.save(writes);
        });
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            ids.add("t" + i);
        }
        Set<String> expected = ids.stream()
                .filter(id -> Integer.parseInt(id.substring(1)) % 2 == 0)
                .collect(Collectors.toSet());
        read(tx -> {
            assertThat(tx.references().referred(NOTE, ids)).isEqualTo(expected);
            assertThat(tx.references().referred("other", ids)).isEmpty();
        });
    }

    @Test
    default void referrers_withoutRoom_areRefused() {
        read(tx -> assertThatIllegalArgumentException()
                .isThrownBy(() -> tx.references().referrers(key("a"), 0, 0)));
    }

    @Test
    default void rules_thatWereKept_areRemembered() {
        read(tx -> assertThat(tx.references().rules()).isEmpty());
        change(tx -> {
            tx.events().keep("a", true);
            tx.references().rule("a", OnDelete.REFUSE);
            tx.references().rule("b", OnDelete.CLEAR);
            tx.references().rule("c", OnDelete.LEAVE);
        });
        read(tx -> assertThat(tx.references().rules())
                .containsOnly(Map.entry("a", OnDelete.REFUSE), Map.entry("b", OnDelete.CLEAR)));

        change(tx -> {
            tx.references().rule("a", OnDelete.LEAVE);
            tx.references().rule("b", OnDelete.REFUSE);
            tx.clear();
        });
        read(tx -> {
            assertThat(tx.references().rules()).containsOnly(Map.entry("b", OnDelete.REFUSE));
            assertThat(tx.events().classes()).containsExactly("a");
        });
    }

    @Test
    default void referrers_ofRandomWrites_areThoseOfTheModel() {
        Random random = new Random(20_261_124);
        Map<String, Set<String>> model = new HashMap<>();
        for (int round = 0; round < 120; round++) {
            Map<String, Set<String>> changed = new HashMap<>(model);
            try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                for (int step = random.nextInt(6); step >= 0; step--) {
                    randomStep(random, tx, changed);
                }
                if (random.nextInt(4) > 0) {
                    tx.commit();
                    model = changed;
                }
            }
            for (int i = 0; i < 8; i++) {
                String target = "n" + i;
                Set<String> expected = model.entrySet().stream()
                        .filter(each -> each.getValue().contains(target))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
                assertThat(referrers(target)).as("after round " + round).isEqualTo(expected);
            }
        }
        assertThat(model).isNotEmpty();
    }

    private void randomStep(Random random, BackendTransaction tx, Map<String, Set<String>> model) {
        String id = "n" + random.nextInt(8);
        if (random.nextInt(15) == 0) {
            tx.references().catchUp();
        }
        switch (random.nextInt(10)) {
            case 0 -> {
                tx.delete(key(id), WriteCondition.NONE);
                model.remove(id);
            }
            case 1 -> {
                String other = "n" + random.nextInt(8);
                tx.delete(NOTE, List.of(id, other));
                model.remove(id);
                model.remove(other);
            }
            case 2, 3 -> {
                tx.save(List.of(note(id, "{}")));
                model.remove(id);
            }
            default -> {
                Set<String> targets = new HashSet<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    targets.add("n" + random.nextInt(8));
                }
                tx.save(List.of(container(id, targets.toArray(new String[0]))));
                model.put(id, targets);
            }
        }
    }
}
