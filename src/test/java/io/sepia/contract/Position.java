package io.sepia.contract;

import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Every position of a reference in an object. */
enum Position {
    FIELD("field", (holder, target) -> holder.field = target, holder -> holder.field),
    LIST("list[0]", (holder, target) -> holder.list.add(target), holder -> holder.list.get(0)),
    SET("set[0]", (holder, target) -> holder.set.add(target), holder -> first(holder.set)),
    MAP("map.key", (holder, target) -> holder.map.put("key", target), holder -> holder.map.get("key")),
    OPTIONAL(
            "optional",
            (holder, target) -> holder.optional = Optional.of(target),
            holder -> holder.optional.orElse(null)),
    ARRAY("array[1]", (holder, target) -> holder.array = new Target[] {null, target}, holder -> holder.array[1]),
    EMBEDDED(
            "embedded.inner.target",
            (holder, target) -> holder.embedded.inner.target = target,
            holder -> holder.embedded.inner.target),
    LIST_OF_LISTS(
            "lists[0][1]",
            (holder, target) -> holder.lists.add(pair(target)),
            holder -> holder.lists.get(0).get(1)),
    MAP_OF_LISTS(
            "listMap.key[1]",
            (holder, target) -> holder.listMap.put("key", pair(target)),
            holder -> holder.listMap.get("key").get(1)),
    RECORD_COMPONENT(
            "part.target", (holder, target) -> holder.part = new Part(1, target), holder -> holder.part.target()),
    ANYTHING("anything", (holder, target) -> holder.anything = target, holder -> (Target) holder.anything),
    LIST_OF_ANYTHING("things[1]", (holder, target) -> holder.things = List.of("text", target), holder ->
            (Target) holder.things.get(1)),
    EMBEDDED_LIST(
            "embeddedList[0].inner.target",
            (holder, target) -> holder.embeddedList.add(new Embedded(target)),
            holder -> holder.embeddedList.get(0).inner.target);

    /** The target of references. */
    @Stored("target")
    static class Target {
        String id;
        String name;

        Target() {}

        Target(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    record Part(int number, Target target) {}

    static class Inner {
        Target target;
    }

    static class Embedded {
        Inner inner = new Inner();

        Embedded() {}

        Embedded(Target target) {
            inner.target = target;
        }
    }

    /** The object with references. */
    @Stored("holder")
    static class Holder {
        String id;
        Target field;
        List<Target> list = new ArrayList<>();
        Set<Target> set = new LinkedHashSet<>();
        Map<String, Target> map = new LinkedHashMap<>();
        Optional<Target> optional = Optional.empty();
        Target[] array = {};
        Embedded embedded = new Embedded();
        List<List<Target>> lists = new ArrayList<>();
        Map<String, List<Target>> listMap = new LinkedHashMap<>();
        Part part;
        Object anything;
        List<Object> things;
        List<Embedded> embeddedList = new ArrayList<>();
    }

    private final String path;
    private final BiConsumer<Holder, Target> put;
    private final Function<Holder, Target> get;

    Position(String path, BiConsumer<Holder, Target> put, Function<Holder, Target> get) {
        this.path = path;
        this.put = put;
        this.get = get;
    }

    /** Returns the position as errors name it. */
    String path() {
        return path;
    }

    /** Returns a holder that refers to {@code target} at this position only. */
    Holder holder(String id, Target target) {
        Holder holder = new Holder();
        holder.id = id;
        put.accept(holder, target);
        return holder;
    }

    /** Returns the target of {@code holder}'s reference at this position. */
    Target in(Holder holder) {
        return get.apply(holder);
    }

    private static Target first(Set<Target> set) {
        return set.iterator().next();
    }

    private static List<Target> pair(Target target) {
        List<Target> pair = new ArrayList<>();
        pair.add(null);
        pair.add(target);
        return pair;
    }
}
