package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.model.Ref;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

class PlaceTest {
    private static final BeanProperties PROPERTIES = new BeanProperties(Mappers.own());

    record Note(String id) {}

    static class Holder {
        Note note;
        Optional<Note> maybe = Optional.empty();
        final Note fixed;

        Holder(Note note, Note fixed) {
            this.note = note;
            this.fixed = fixed;
        }
    }

    private final Note old = new Note(null);
    private final Note saved = new Note("n1");

    private Optional<Runnable> replace(Object parent, String property) {
        return new Place(parent, property).replace(PROPERTIES, old, saved);
    }

    @Test
    void replace_inAListOrArray_changesEachPlace_andIsUndone() {
        Note equal = new Note(null);
        List<Note> list = new ArrayList<>(List.of(old, equal, old));
        Runnable undo = replace(list, null).orElseThrow();
        assertThat(list).containsExactly(saved, equal, saved);
        assertThat(list.get(1)).as("an equal but different object").isSameAs(equal);
        undo.run();
        assertThat(list.get(0)).isSameAs(old);

        Note[] array = {old, saved};
        Runnable undoArray = replace(array, null).orElseThrow();
        assertThat(array).containsExactly(saved, saved);
        undoArray.run();
        assertThat(array[0]).isSameAs(old);
        assertThat(array[1]).isSameAs(saved);
    }

    @Test
    void replace_inASet_keepsItsOrderAndFindsTheReplacement() {
        Set<Object> set = new LinkedHashSet<>(Arrays.asList("first", old, "last"));
        Runnable undo = replace(set, null).orElseThrow();
        assertThat(set).containsExactly("first", saved, "last");
        assertThat(set.contains(saved)).isTrue();
        undo.run();
        assertThat(set).containsExactly("first", old, "last");
    }

    @Test
    void replace_inAFullQueue_isUndone() {
        Queue<Object> queue = new ArrayBlockingQueue<>(2, false, List.of(old, "last"));
        Runnable undo = replace(queue, null).orElseThrow();
        assertThat(queue).containsExactly(saved, "last");
        undo.run();
        assertThat(queue).containsExactly(old, "last");
    }

    @Test
    void replace_inAViewOfAMap_isEmptyAndKeepsTheMap() {
        Map<Object, Object> keys = new HashMap<>(Map.of(old, "a", "b", "c"));
        assertThat(replace(keys.keySet(), null)).isEmpty();
        assertThat(keys).isEqualTo(Map.of(old, "a", "b", "c"));

        Map<Object, Object> values = new HashMap<>(Map.of("a", old));
        assertThat(replace(values.values(), null)).isEmpty();
        assertThat(values).isEqualTo(Map.of("a", old));
    }

    @Test
    void replace_inAMap_changesValues() {
        Map<String, Note> map = new HashMap<>(Map.of("a", old));
        Runnable undo = replace(map, null).orElseThrow();
        assertThat(map).containsEntry("a", saved);
        undo.run();
        assertThat(map.get("a")).isSameAs(old);
    }

    @Test
    void replace_inAProperty_orInItsOptional_isUndone() {
        Holder holder = new Holder(old, old);
        holder.maybe = Optional.of(old);
        Runnable undo = replace(holder, "note").orElseThrow();
        assertThat(holder.note).isSameAs(saved);
        undo.run();
        assertThat(holder.note).isSameAs(old);
        assertThat(replace(holder, "maybe")).isPresent();
        assertThat(holder.maybe).containsSame(saved);
    }

    @Test
    void replace_whereNothingCanBeChanged_isEmptyAndChangesNothing() {
        Holder holder = new Holder(saved, old);
        assertThat(replace(holder, "fixed")).isEmpty();
        assertThat(holder.fixed).isSameAs(old);
        assertThat(replace(holder, "no such")).isEmpty();
        assertThat(replace(List.of(old), null)).isEmpty();
        assertThat(replace(null, null)).isEmpty();
        assertThat(new Place(new String[] {"x"}, null).replace(PROPERTIES, old, saved))
                .isEmpty();
    }

    @Test
    void bind_aRef_learnsItsKey_andForgetsItAgain() {
        Ref<Note> ref = Ref.of(old);
        ObjectKey key = new ObjectKey("Note", "n1");
        Runnable undo = new Place(ref, null).bind(key).orElseThrow();
        assertThat(ref.key()).contains(key);
        undo.run();
        assertThat(ref.key()).isEmpty();
        assertThat(new Place(new Object(), null).bind(key)).isEmpty();
    }
}
