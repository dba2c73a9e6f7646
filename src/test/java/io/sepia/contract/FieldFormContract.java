package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.sepia.error.InvalidQueryException;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.net.URL;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Values of queries are written as the serializer of the property writes them, or refused if it never has them. */
interface FieldFormContract extends StorageFixture {
    class AddPrefix extends StdConverter<String, String> {
        @Override
        public String convert(String text) {
            return "prefix " + text;
        }
    }

    class RemovePrefix extends StdConverter<String, String> {
        @Override
        public String convert(String text) {
            return text.substring("prefix ".length());
        }
    }

    record Label(@JsonValue String text) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Label {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(value = Bird.class, name = "bird"))
    interface Kept {}

    record Bird(String name) implements Kept {}

    @Stored
    class Keeper {
        @ObjectId
        String id;

        Keeper() {}

        Keeper(String id) {
            this.id = id;
        }
    }

    @Stored
    class Card {
        @ObjectId
        String id;

        @JsonSerialize(converter = AddPrefix.class)
        @JsonDeserialize(converter = RemovePrefix.class)
        String prefixed;

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        List<Long> counts = new ArrayList<>();

        Kept kept;
        Label label;
        Locale locale;
        Currency currency;
        ZoneId zone;
        TimeZone timeZone;
        Period period;
        URL url;
        byte[] bytes;
        char letter = 'a';
        Keeper keeper;
        List<Keeper> keepers = new ArrayList<>();
        List<Ref<Keeper>> refs = new ArrayList<>();
        Map<String, Keeper> named;
    }

    private void card(String id, Consumer<Card> fill) {
        Card card = new Card();
        card.id = id;
        fill.accept(card);
        storage().save(card);
    }

    private List<String> cards(io.sepia.Condition condition) {
        return storage().query(Card.class).where(condition).ids();
    }

    private void refused(String name, Object given) {
        for (var condition : List.of(
                field(name).eq(given), field(name).ne(given), field(name).in(given))) {
            assertThatExceptionOfType(InvalidQueryException.class)
                    .as(name + " and " + given)
                    .isThrownBy(
                            () -> storage().query(Card.class).where(condition).delete())
                    .withMessageContaining(name);
        }
    }

    @Test
    default void eq_convertedProperty_isComparedAsItIsWritten() {
        card("a", each -> each.prefixed = "x");
        card("b", each -> each.prefixed = "y");

        assertThat(cards(field("prefixed").eq("x"))).containsExactly("a");
        assertThat(cards(field("prefixed").in("x", "y"))).containsExactly("a", "b");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> cards(field("prefixed").gt("x")))
                .withMessageContaining("order");
        assertThat(storage().query(Card.class).where(field("prefixed").ne("x")).delete())
                .isEqualTo(1);
        assertThat(storage().ids(Card.class)).containsExactly("a");
    }

    @Test
    default void compare_elementsInTheShapeOfTheirList_byValue() {
        card("a", each -> each.counts.add(5L));
        card("b", each -> each.counts.add(40L));

        assertThat(cards(field("counts").any(value().lt(40L)))).containsExactly("a");
        assertThat(cards(field("counts[0]").eq(5L))).containsExactly("a");
        assertThat(cards(field("counts").eq(List.of(40L)))).containsExactly("b");
    }

    @Test
    default void eq_propertyOfAnInterfaceWithTypeInfo_isComparedWithItsMark() {
        card("a", each -> each.kept = new Bird("x"));

        assertThat(cards(field("kept").eq(new Bird("x")))).containsExactly("a");
        assertThat(cards(field("kept").eq(new Bird("y")))).isEmpty();
    }

    @Test
    default void eq_objectsInAListOfRefs_areComparedAsReferences() {
        Keeper keeper = storage().save(new Keeper("k"));
        card("a", each -> each.refs.add(Ref.of(keeper)));

        assertThat(cards(field("refs").eq(List.of(keeper)))).containsExactly("a");
        assertThat(cards(field("refs").eq(List.of(Ref.of(keeper))))).containsExactly("a");
    }

    @Test
    default void compare_scalarThatThePropertyNeverHas_isRefused() throws Exception {
        card("a", each -> {});

        refused("locale", 5);
        refused("currency", "XXXX");
        refused("zone", "Nowhere/No");
        refused("timeZone", 5);
        refused("period", "x");
        refused("url", "no url");
        refused("bytes", "x");
        refused("bytes", 5);
        refused("letter", "ab");
        refused("label", 5);
        refused("label", new Bird("x"));
        assertThat(storage().count(Card.class)).isEqualTo(1);
        card("b", each -> {
            each.locale = Locale.GERMANY;
            each.currency = Currency.getInstance("EUR");
            each.zone = ZoneId.of("Europe/Berlin");
            each.period = Period.ofDays(1);
            each.bytes = new byte[] {1};
            each.label = new Label("x");
        });
        assertThat(cards(field("locale").eq(Locale.GERMANY))).containsExactly("b");
        assertThat(cards(field("currency").eq("EUR"))).containsExactly("b");
        assertThat(cards(field("zone").eq(ZoneId.of("Europe/Berlin")))).containsExactly("b");
        assertThat(cards(field("period").eq("P1D"))).containsExactly("b");
        assertThat(cards(field("bytes").eq(new byte[] {1}))).containsExactly("b");
        assertThat(cards(field("label").eq(new Label("x")))).containsExactly("b");
        assertThat(cards(field("label").eq("x"))).containsExactly("b");
    }

    @Test
    default void compare_elementsThatTheContainerNeverHas_isRefused() {
        card("a", each -> {});

        refused("keeper", 5);
        refused("keepers", List.of("k"));
        refused("refs", List.of("k"));
        refused("named", Map.of("x", "k"));
        assertThat(storage().count(Card.class)).isEqualTo(1);
    }
}
