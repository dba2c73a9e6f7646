package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** No message contains a value of a document, nor does that of a cause or of a suppressed exception. */
interface SecrecyContract extends StorageFixture {
    String SECRET = "4111111111111111";

    sealed interface Shape permits Circle {}

    record Circle(int radius) implements Shape {}

    enum Color {
        RED
    }

    record Positive(long amount) {
        public Positive {
            if (amount > 10) {
                throw new IllegalArgumentException("too much: " + amount, new IllegalStateException(amount + "!"));
            }
        }
    }

    record Parsed(String text) {
        @JsonCreator
        public Parsed {
            if (text != null) {
                Integer.parseInt(text);
            }
        }

        @JsonValue
        String value() {
            return text;
        }
    }

    class Card {
        String id = "c";
        int number;
        double real;
        boolean flag;
        Color color;
        LocalDate date;
        UUID uuid;
        Currency currency;
        Path path;
        Pattern pattern;
        byte[] bytes;
        BigDecimal decimal;
        Map<Integer, String> byNumber;
        Map<String, Integer> byName;
        Map<Color, String> byColor;
        List<Color> colors;
        Card part;
        Shape shape;
        Positive positive;
        Parsed parsed;
        Object any;

        @JsonRawValue
        String raw;
    }

    class Telling {
        String id = "t";
        Told told = new Told();
    }

    class Told {
        @JsonValue
        String text() {
            throw new IllegalStateException("not for the log: " + SECRET);
        }
    }

    class Bytes {
        String id;
        byte[] held;

        Bytes() {}

        @JsonCreator
        Bytes(byte[] held) {
            this.held = held;
        }

        @JsonValue
        byte[] held() {
            return held;
        }
    }

    record Short(String id, int number) {}

    private static void assertSecret(String what, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as(what).isInstanceOf(StorageException.class);
        Deque<Throwable> all = new ArrayDeque<>(List.of(thrown));
        while (!all.isEmpty()) {
            Throwable each = all.pop();
            assertThat(each.toString()).as(what).doesNotContain(SECRET).doesNotContain("secret");
            all.addAll(List.of(each.getSuppressed()));
            if (each.getCause() != null) {
                all.add(each.getCause());
            }
        }
    }

    @Test
    default void load_valueThatDoesNotFit_isNowhereInTheError() {
        for (String member : List.of(
                "'number':411111111111111100",
                "'number':'4111111111111111'",
                "'number':4111111111111111.5",
                "'real':4111111111111111e400",
                "'flag':'4111111111111111'",
                "'flag':4111111111111111",
                "'color':'secret'",
                "'color':4111111111111111",
                "'date':'4111111111111111'",
                "'date':4111111111111111",
                "'uuid':'4111111111111111'",
                "'uuid':'secret'",
                "'currency':'secret'",
                "'pattern':'(secret'",
                "'path':'secret:/4111111111111111'",
                "'bytes':'secret!'",
                "'decimal':'4111111111111111'",
                "'byNumber':{'secret':'x'}",
                "'byName':{'secret':'x'}",
                "'byName':{'secret':4111111111111111}",
                "'byColor':{'secret':'x'}",
                "'colors':['secret']",
                "'part':'secret'",
                "'part':['secret']",
                "'part':{'number':'secret'}",
                "'shape':{'radius':4111111111111111}",
                "'shape':'secret'",
                "'shape':{'$type':'Circle','radius':'4111111111111111'}",
                "'shape':{'$type':'not secret!'}",
                "'positive':{'amount':4111111111111111}",
                "'positive':{'amount':'secret'}",
                "'parsed':'secret'",
                "'parsed':4111111111111111")) {
            storage().documents("Card").save("c", "{" + member.replace('\'', '"') + "}");
            assertSecret(member, () -> storage().load(Card.class, "c"));
            assertSecret(member, () -> storage().query(Card.class).list());
        }
        storage().documents("Card").save("c", "\"secret\"");
        assertSecret("a bare text", () -> storage().load(Card.class, "c"));
        storage().documents("Bytes").save("b", "{\"$bytes\":\"secret!\"}");
        assertSecret("bytes", () -> storage().load(Bytes.class, "b"));
        storage().documents("Card").save("c", "{\"number\":\"secret\"}");
        assertSecret("a projection", () -> storage().query(Card.class).project(Short.class));
    }

    private Card card(java.util.function.Consumer<Card> change) {
        Card card = new Card();
        change.accept(card);
        return card;
    }

    @Test
    default void save_valueThatIsRefused_isNowhereInTheError() {
        Map<Object, String> twice = new LinkedHashMap<>();
        twice.put(4111111111111111L, "secret");
        twice.put(SECRET, "secret");
        List<Object> itself = new ArrayList<>(List.of("secret"));
        itself.add(Map.of("secret", itself));
        List<Object> refused = List.of(
                new Telling(),
                card(each -> each.any = twice),
                card(each -> each.any = itself),
                card(each -> each.any = Map.of("secret \uD83D", 1)),
                card(each -> each.any = Map.of("secret", Double.NaN)),
                card(each -> each.any = Map.of("secret", LocalDate.EPOCH)),
                card(each -> each.any = Map.of(new Circle(1), "secret")),
                card(each -> each.raw = "{secret"),
                card(each -> each.raw = "1 secret"),
                card(each -> each.any = new Thread("secret")));
        for (Object each : refused) {
            assertSecret(each.getClass() + " " + refused.indexOf(each), saving(each));
        }
        assertSecret("metadata", () -> storage().save(new Short("s", 1), Map.of("secret", new Thread("secret"))));
        assertSecret("text", () -> storage().documents("Card").save("c", "{\"secret\":" + SECRET));
        assertSecret("names", () -> storage().documents("Card").save("c", "{\"secret\":1,\"secret\":2}"));
    }

    @Test
    default void load_jsonOfAnotherShape_isNotCalledInvalid() {
        Map<String, String> named = Map.of(
                "{\"shape\":{\"$type\":\"Square\"}}", "Square",
                "{\"shape\":{}}", "Shape",
                "{\"shape\":[1]}", "shape",
                "{\"part\":[]}", "found a list",
                "[]", "expected an object",
                "{\"color\":{}}", "found an object");
        named.forEach((json, part) -> {
            storage().documents("Card").save("c", json);
            assertThatExceptionOfType(DocumentFormatException.class)
                    .as(json)
                    .isThrownBy(() -> storage().load(Card.class, "c"))
                    .withMessageContaining("Card 'c'")
                    .withMessageContaining(part)
                    .withMessageNotContaining("not JSON");
        });
    }

    @Test
    default void load_constructorThatThrows_showsItsClassAndStackTrace() {
        storage().documents("Card").save("c", "{\"positive\":{\"amount\":11}}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Card.class, "c"))
                .withMessageContaining("positive")
                .satisfies(e -> {
                    assertThat(e.getCause()).hasMessageStartingWith(IllegalArgumentException.class.getName());
                    assertThat(e.getCause().getStackTrace()[0].getClassName()).isEqualTo(Positive.class.getName());
                });
    }
}
