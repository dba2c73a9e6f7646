package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.contract.Position.Holder;
import io.sepia.contract.Position.Target;
import io.sepia.document.ObjectType;
import io.sepia.error.MappingException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.MissingReferenceException.Missing;
import io.sepia.model.Ref;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** References between objects: their positions, what is saved with them, and missing targets. */
interface ReferenceContract extends StorageFixture {
    private Holder load(String id) {
        return storage().load(Holder.class, id);
    }

    @ParameterizedTest
    @EnumSource
    default void save_referenceInAnyPosition_isStoredAndLoaded(Position position) {
        Target target = new Target(null, "x");
        storage().save(position.holder("h", target));
        assertThat(target.id).isNotNull();
        assertThat(content("holder", "h"))
                .contains("{\"$ref\":{\"class\":\"target\",\"id\":\"" + target.id + "\"}}")
                .doesNotContain("name");
        assertThat(storage().documents("holder").load("h").type()).isEqualTo(ObjectType.CONTAINER);
        assertThat(storage().documents("target").load(target.id).type()).isEqualTo(ObjectType.SERIALIZABLE);
        Target loaded = position.in(load("h"));
        assertThat(loaded.id).isEqualTo(target.id);
        assertThat(loaded.name).isEqualTo("x");
    }

    @ParameterizedTest
    @EnumSource
    default void save_storedTarget_isLeftAlone(Position position) {
        Target target = storage().save(new Target("t", "old"));
        target.name = "new";
        storage().save(position.holder("h", target));
        assertThat(position.in(load("h")).name).isEqualTo("old");
        storage().saveGraph(position.holder("h", target));
        assertThat(position.in(load("h")).name).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource
    default void load_missingTarget_isNamed(Position position) {
        storage().save(position.holder("h", new Target("t", "x")));
        storage().delete(Target.class, "t");
        assertThatExceptionOfType(MissingReferenceException.class)
                .isThrownBy(() -> load("h"))
                .withMessageContaining("holder 'h'")
                .withMessageContaining("target 't'")
                .withMessageContaining("Ref<T>")
                .withMessageContaining("missing_references=null")
                .satisfies(e -> assertThat(e.missing())
                        .containsExactly(new Missing("holder", "h", position.path(), "target", "t")));
    }

    @ParameterizedTest
    @EnumSource
    default void load_missingTargetReadAsNull_isNull(Position position) {
        Storage lenient = open(builder -> builder.option("missing_references", "null"));
        lenient.save(position.holder("h", new Target("t", "x")));
        lenient.delete(Target.class, "t");
        Holder loaded = lenient.load(Holder.class, "h");
        assertThat(position.in(loaded)).isNull();
        assertThat(loaded.id).isEqualTo("h");
    }

    @ParameterizedTest
    @EnumSource
    default void rollback_takesIdsOfTargetsBack(Position position) {
        Target target = new Target(null, "x");
        rolledBack(tx -> tx.save(position.holder("h", target)));
        assertThat(target.id).isNull();
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void load_manyMissingTargets_areAllNamed() {
        Holder holder = new Holder();
        holder.id = "h";
        for (int i = 0; i < 50; i++) {
            holder.list.add(new Target("t" + i, "x"));
        }
        holder.field = holder.list.get(3);
        storage().save(holder);
        storage()
                .deleteAll(
                        Target.class, holder.list.stream().map(each -> each.id).toList());
        storage().save(new Target("t7", "back"));
        assertThatExceptionOfType(MissingReferenceException.class)
                .isThrownBy(() -> load("h"))
                .withMessageContaining("50 missing reference(s)")
                .satisfies(e -> assertThat(e.missing())
                        .hasSize(50)
                        .contains(new Missing("holder", "h", "field", "target", "t3"))
                        .contains(new Missing("holder", "h", "list[49]", "target", "t49"))
                        .doesNotContain(new Missing("holder", "h", "list[7]", "target", "t7")));
    }

    @Test
    default void load_everythingMissing_isNullInEveryElement() {
        Storage lenient = open(builder -> builder.option("missing_references", "null"));
        Holder holder = Position.LIST.holder("h", new Target("a", "x"));
        holder.list.add(new Target("b", "y"));
        lenient.save(holder);
        lenient.delete(Target.class, "a");
        List<Target> list = lenient.load(Holder.class, "h").list;
        assertThat(list).hasSize(2);
        assertThat(list.get(0)).isNull();
        assertThat(list.get(1).name).isEqualTo("y");
    }

    @Test
    default void load_oneTargetInManyPositions_isOneInstance() {
        Target target = new Target("t", "x");
        Holder holder = new Holder();
        holder.id = "h";
        holder.field = target;
        holder.list.addAll(List.of(target, target));
        holder.map.put("a", target);
        holder.anything = target;
        storage().save(holder);
        Holder loaded = load("h");
        assertThat(loaded.list).hasSize(2).allMatch(each -> each == loaded.field);
        assertThat(loaded.map.get("a")).isSameAs(loaded.field);
        assertThat(loaded.anything).isSameAs(loaded.field);
    }

    @Test
    default void loadAll_sharedTarget_isOneInstance() {
        Target target = new Target("t", "x");
        storage().saveAll(List.of(Position.FIELD.holder("a", target), Position.LIST.holder("b", target)));
        List<Holder> loaded = storage().loadAll(Holder.class, List.of("b", "a"));
        assertThat(loaded.get(0).list.get(0)).isSameAs(loaded.get(1).field);
    }

    @Test
    default void save_twoDifferentInstancesOfOneKey_isRefused() {
        Holder holder = Position.LIST.holder("h", new Target("t", "first"));
        holder.list.add(new Target("t", "second"));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(holder))
                .withMessageContaining("two different instances of target 't'");
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_twoEqualInstancesOfOneKey_keepsOne() {
        Holder holder = Position.LIST.holder("h", new Target("t", "first"));
        holder.list.add(new Target("t", "first"));
        storage().save(holder);
        Holder loaded = load("h");
        assertThat(loaded.list.get(0)).isSameAs(loaded.list.get(1));
        assertThat(loaded.list.get(0).name).isEqualTo("first");
    }

    @Test
    default void saveGraph_twoInstancesOfOneKey_isRefused() {
        Holder holder = Position.LIST.holder("h", new Target("t", "first"));
        holder.list.add(new Target("t", "second"));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().saveGraph(holder))
                .withMessageContaining("two different instances of target 't'")
                .withMessageContaining("Use the same instance");
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_targetsOfNewTargets_areSavedToo() {
        Holder far = Position.FIELD.holder(null, new Target(null, "x"));
        Holder near = new Holder();
        near.id = "near";
        near.anything = far;
        storage().save(near);
        assertThat(((Holder) load("near").anything).field.name).isEqualTo("x");
        assertThat(storage().count(Holder.class)).isEqualTo(2);
    }

    @Test
    default void save_newTargetBehindStoredOne_isNotReached() {
        Holder far = storage().save(Position.FIELD.holder("far", new Target("t", "x")));
        far.list.add(new Target("new", "y"));
        Holder near = new Holder();
        near.id = "near";
        near.anything = far;
        storage().save(near);
        assertThat(storage().ids(Target.class)).containsExactly("t");
        storage().saveGraph(near);
        assertThat(storage().ids(Target.class)).containsExactly("new", "t");
    }

    @Test
    default void saveAll_holderBeforeItsTarget_savesTheTargetAsItIs() {
        Target target = new Target("t", "x");
        storage().insertAll(List.<Object>of(Position.FIELD.holder("h", target), target));
        assertThat(load("h").field.name).isEqualTo("x");
    }

    @Test
    default void delete_holder_leavesTargets() {
        storage().save(Position.FIELD.holder("h", new Target("t", "x")));
        storage().delete(Holder.class, "h");
        assertThat(storage().ids(Target.class)).containsExactly("t");
    }

    @Test
    default void delete_targetInSameTransaction_isSavedAgainWithTheHolder() {
        Target target = storage().save(new Target("t", "x"));
        storage().useTransaction(tx -> {
            tx.save(Position.FIELD.holder("a", target));
            tx.delete(Target.class, "t");
            tx.save(Position.FIELD.holder("b", target));
        });
        assertThat(load("b").field.name).isEqualTo("x");
    }

    @Test
    default void save_tenThousandTargets_loadAgain() {
        Holder holder = new Holder();
        holder.id = "h";
        for (int i = 0; i < 10_000; i++) {
            holder.list.add(new Target("t" + i, "name " + i));
        }
        storage().save(holder);
        List<String> names = new ArrayList<>();
        load("h").list.forEach(each -> names.add(each.name));
        assertThat(names).hasSize(10_000);
        assertThat(names.get(9_999)).isEqualTo("name 9999");
    }

    @Test
    default void stream_holders_bringsTheirTargets() {
        Target target = new Target("t", "x");
        storage().saveAll(List.of(Position.FIELD.holder("a", target), Position.FIELD.holder("b", target)));
        try (var stream = storage().stream(Holder.class)) {
            assertThat(stream.map(each -> each.field.name)).containsExactly("x", "x");
        }
    }

    class Both {
        public String id = "both";
        public Target one;
        public Ref<Target> lazily;
    }

    @Test
    default void save_targetReferredToByPropertyAndRef_comesBackInBoth() {
        Both both = new Both();
        both.one = storage().save(new Target("t", "x"));
        both.lazily = Ref.of(both.one);
        storage().save(both);
        Both loaded = storage().load(Both.class, "both");
        assertThat(loaded.one.name).isEqualTo("x");
        assertThat(loaded.lazily.get().name).isEqualTo("x");
    }
}
