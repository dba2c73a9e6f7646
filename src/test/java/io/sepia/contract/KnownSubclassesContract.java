package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.error.NotMigratedException;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.query.QueryPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which classes a query with subclasses is for. */
interface KnownSubclassesContract extends StorageFixture {
    class Craft {
        String id;
        int length;

        Craft() {}

        Craft(String id, int length) {
            this.id = id;
            this.length = length;
        }
    }

    class Boat extends Craft {
        Boat() {}

        Boat(String id, int length) {
            super(id, length);
        }
    }

    interface Tool {}

    record Hammer(@ObjectId String id, int weight) implements Tool {}

    record Saw(@ObjectId long number, String weight) implements Tool {}

    sealed interface Dish permits Soup, Roast {}

    @Stored(schema = 2)
    record Soup(String id, @Indexed int price) implements Dish {}

    record Roast(String id, @Indexed int price) implements Dish {}

    @Test
    default void registeredSubclasses_ofConcreteClass_areFoundWithIt() {
        Storage store = open(builder -> builder.register(Boat.class));
        store.saveAll(List.of(new Craft("c", 3), new Boat("a", 9), new Boat("b", 1)));

        assertThat(store.query(Craft.class).withSubclasses().orderBy("length").list())
                .extracting(each -> each.getClass().getSimpleName() + each.id)
                .containsExactly("Boatb", "Craftc", "Boata");
        assertThat(store.query(Craft.class).count()).isEqualTo(1);
        assertThat(store.query(Boat.class).where("length > 1").count()).isEqualTo(1);
    }

    @Test
    default void implementations_withDifferentTypes_compareEachAsItsOwn() {
        Storage store = open(builder -> builder.register(Hammer.class, Saw.class));
        store.saveAll(List.of(new Hammer("a", 5), new Saw(7, "5"), new Hammer("b", 1)));
        ObjectQuery<Tool> tools = store.query(Tool.class).withSubclasses();

        assertThat(tools.orderBy("weight").list())
                .containsExactly(new Hammer("b", 1), new Hammer("a", 5), new Saw(7, "5"));
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> tools.where("weight = 5").list());
    }

    @Test
    default void subclasses_thatCannotBeKnown_areRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().query(Craft.class).withSubclasses())
                .withMessageContaining("Craft")
                .withMessageContaining("register");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().query(Tool.class));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(
                        () -> storage().query(SubclassQueryContract.Beast.class).list())
                .withMessageContaining("withSubclasses");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().documents("Hound").query().withSubclasses());
        Storage store = open(builder -> builder.register(Hammer.class));
        store.save(new Saw(1, "x"));
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> store.query(Tool.class).withSubclasses())
                .withMessageContaining("Saw");
        assertThat(storage().query(Hammer.class).withSubclasses().list()).isEmpty();
    }

    @Test
    default void explain_withSubclasses_namesEachClass() {
        storage().save(new Roast("r", 3));

        ObjectQuery<Dish> dishes = storage().query(Dish.class).withSubclasses();
        QueryPlan plan = dishes.where("price = 3").explain();
        assertThat(plan.toString()).contains("Roast: ", "Soup: ");
    }

    @Test
    default void query_someClassNotMigrated_isRefused() {
        Storage store = open(builder -> builder.migrate(Soup.class, 2, steps -> steps.rename("cost", "price")));
        store.save(new Roast("r", 3));
        store.documents("Soup").save("s", "{\"id\":\"s\",\"cost\":3}");
        ObjectQuery<Dish> dishes = store.query(Dish.class).withSubclasses();

        assertThatExceptionOfType(NotMigratedException.class)
                .isThrownBy(() -> dishes.where("price = 3").list());
        assertThat(dishes.list()).containsExactly(new Roast("r", 3), new Soup("s", 3));
        store.contents().migrations().migrateAll(Soup.class);
        assertThat(dishes.where("price = 3").count()).isEqualTo(2);
    }
}
