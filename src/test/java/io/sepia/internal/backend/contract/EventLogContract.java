package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.LoggedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How backends keep events. */
interface EventLogContract extends BackendFixture {
    /** A moment with microseconds. */
    Instant MOMENT = Instant.parse("2026-01-02T03:04:05.678901Z");

    private LoggedEvent event(String id, EventType type, long generation, Instant at, String metadata) {
        return new LoggedEvent(0, key(id), type, generation, at, metadata);
    }

    private LoggedEvent activity(String id, Instant at) {
        return event(id, EventType.ACTIVITY, 0, at, null);
    }

    private List<LoggedEvent> page(EventFilter filter) {
        return reading(tx -> tx.events().page(filter, 0, 100));
    }

    @Test
    default void events_ofANewStore_areNone() {
        read(tx -> {
            assertThat(tx.events().classes()).isEmpty();
            assertThat(tx.events().page(EventFilter.ALL, 0, 10)).isEmpty();
            assertThat(tx.events().last(key("a"))).isEmpty();
        });
    }

    @Test
    default void classes_switchedOnAndOff_areRemembered() {
        change(tx -> {
            tx.events().keep("z", true);
            tx.events().keep("b", true);
            tx.events().keep("b", true);
            tx.events().keep("c", false);
        });
        read(tx -> assertThat(tx.events().classes()).containsExactlyInAnyOrder("b", "z"));
        change(tx -> tx.events().keep("z", false));
        read(tx -> assertThat(tx.events().classes()).containsExactly("b"));
    }

    @Test
    default void add_events_keepsAllOfThem() {
        change(tx -> tx.events()
                .add(List.of(
                        event("a", EventType.CREATED, 1, MOMENT, "{\"who\":\"ada\"}"),
                        event("a", EventType.DELETED, 7, MOMENT, null))));

        List<LoggedEvent> events = page(EventFilter.of(key("a")));
        assertThat(events).hasSize(2);
        LoggedEvent first = events.get(0);
        assertThat(first)
                .isEqualTo(
                        new LoggedEvent(first.number(), key("a"), EventType.CREATED, 1, MOMENT, "{\"who\":\"ada\"}"));
        assertThat(first.number()).isPositive().isLessThan(events.get(1).number());
        assertThat(events.get(1).metadata()).isNull();
        read(tx -> assertThat(tx.events().last(key("a"))).contains(events.get(1)));
    }

    @Test
    default void page_filter_choosesClassObjectAndTime() {
        ObjectKey other = new ObjectKey("other", "a");
        change(tx -> tx.events()
                .add(List.of(
                        activity("a", MOMENT),
                        activity("b", MOMENT.plusSeconds(1)),
                        new LoggedEvent(0, other, EventType.ACTIVITY, 0, MOMENT.plusSeconds(2), null),
                        activity("a", MOMENT.plusSeconds(3)))));

        assertThat(page(EventFilter.ALL)).hasSize(4);
        assertThat(page(EventFilter.ofClass(NOTE)))
                .extracting(each -> each.key().id())
                .containsExactly("a", "b", "a");
        assertThat(page(EventFilter.of(other))).hasSize(1);
        assertThat(page(EventFilter.ALL.from(MOMENT.plusSeconds(1)).until(MOMENT.plusSeconds(3))))
                .extracting(LoggedEvent::key)
                .containsExactly(key("b"), other);
        assertThat(page(EventFilter.of(key("a")).from(MOMENT.plusSeconds(3)))).hasSize(1);
    }

    @Test
    default void page_afterPage_leavesNothingOut() {
        change(tx -> {
            for (int i = 0; i < 10; i++) {
                tx.events().add(List.of(activity("a", MOMENT), activity("b", MOMENT)));
            }
        });
        for (EventFilter filter : List.of(EventFilter.ALL, EventFilter.ofClass(NOTE), EventFilter.of(key("a")))) {
            List<Long> numbers = new ArrayList<>();
            long last = 0;
            for (List<LoggedEvent> page = List.of(); ; ) {
                long after = last;
                page = reading(tx -> tx.events().page(filter, after, 3));
                if (page.isEmpty()) {
                    break;
                }
                page.forEach(each -> numbers.add(each.number()));
                last = numbers.get(numbers.size() - 1);
            }
            assertThat(numbers)
                    .hasSize(filter.id() == null ? 20 : 10)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    default void events_ofATransactionThatRollsBack_areNotKept() {
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.events().keep(NOTE, true);
            tx.events().add(List.of(activity("a", MOMENT)));
            assertThat(tx.events().page(EventFilter.ALL, 0, 10)).hasSize(1);
        }
        assertThat(page(EventFilter.ALL)).isEmpty();
        read(tx -> assertThat(tx.events().classes()).isEmpty());
    }

    @Test
    default void events_ofADeletedObject_stay() {
        saveNotes("a");
        change(tx -> tx.events().add(List.of(activity("a", MOMENT))));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        change(BackendTransaction::clear);

        assertThat(page(EventFilter.of(key("a")))).hasSize(1);
    }

    @Test
    default void page_withoutRoom_isRefused() {
        read(tx -> assertThatIllegalArgumentException()
                .isThrownBy(() -> tx.events().page(EventFilter.ALL, 0, 0)));
    }
}
