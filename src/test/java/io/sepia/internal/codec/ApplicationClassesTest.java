package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import io.sepia.Storage;
import io.sepia.error.StaleVersionException;
import io.sepia.model.ObjectId;
import io.sepia.model.Version;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Classes whose properties cannot be found by their fields alone. */
class ApplicationClassesTest {
    private final Storage storage = Storage.open("memory", Map.of());

    @AfterEach
    void close() {
        storage.close();
    }

    /** The code that Lombok generates for {@code @Jacksonized @Builder} with a {@code @Builder.Default}. */
    @JsonDeserialize(builder = Value.Builder.class)
    static final class Value {
        private final String id;
        private final int amount;

        private Value(String id, int amount) {
            this.id = id;
            this.amount = amount;
        }

        @JsonPOJOBuilder(withPrefix = "")
        static final class Builder {
            private String id;
            private int amount$value;
            private boolean amount$set;

            public Builder id(String id) {
                this.id = id;
                return this;
            }

            public Builder amount(int amount) {
                amount$value = amount;
                amount$set = true;
                return this;
            }

            Value build() {
                return new Value(id, amount$set ? amount$value : 1);
            }
        }
    }

    @Test
    void load_builderWhoseFieldsHaveOtherNames_getsItsValuesByItsMethods() {
        storage.save(new Value("v1", 12));
        storage.documents("Value").save("v2", "{}");

        assertThat(storage.load(Value.class, "v1").amount).isEqualTo(12);
        assertThat(storage.load(Value.class, "v2").amount).isEqualTo(1);
    }

    static class MarkedAtGetters {
        private String key;
        private long revision;
        private String text;

        @ObjectId
        public String getKey() {
            return key;
        }

        @Version
        public long getRevision() {
            return revision;
        }
    }

    @Test
    void save_idAndVersionMarkedAtTheirGetters_areAssignedAndChecked() {
        MarkedAtGetters saved = new MarkedAtGetters();
        saved.text = "weaves";
        storage.save(saved);

        MarkedAtGetters loaded = storage.load(MarkedAtGetters.class, saved.key);

        assertThat(loaded).usingRecursiveComparison().isEqualTo(saved);
        assertThat(loaded.revision).isEqualTo(1);
        assertThat(storage.documents("MarkedAtGetters").load(saved.key).content())
                .contains("\"key\":")
                .doesNotContain("revision");
        storage.save(loaded);
        assertThatThrownBy(() -> storage.save(saved)).isInstanceOf(StaleVersionException.class);
    }

    record MarkedAtAccessors(String key, long revision) {
        @Override
        @ObjectId
        public String key() {
            return key;
        }

        @Override
        @Version
        public long revision() {
            return revision;
        }
    }

    @Test
    void save_idAndVersionMarkedAtAccessorsOfARecord_areAssigned() {
        MarkedAtAccessors saved = storage.save(new MarkedAtAccessors(null, 0));

        assertThat(saved.key()).isNotNull();
        assertThat(saved.revision()).isEqualTo(1);
        assertThat(storage.load(MarkedAtAccessors.class, saved.key())).isEqualTo(saved);
    }

    static final class Price {
        private final String currency;
        private final int amount;

        Price(String currency, int amount) {
            this.currency = currency;
            this.amount = amount;
        }
    }

    static final class PriceDeserializer extends JsonDeserializer<Price> {
        @Override
        public Price deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode tree = parser.readValueAsTree();
            return new Price(
                    tree.get("currency").textValue(), tree.get("amount").intValue());
        }
    }

    record Offer(
            String id,

            @JsonDeserialize(using = PriceDeserializer.class)
            Price price,

            String text) {}

    @Test
    void load_deserializerThatAsksItsParserForATree_isServedInTheMiddleOfADocument() {
        storage.save(new Offer("o1", new Price("GBP", 3), "weaves"));

        Offer loaded = storage.load(Offer.class, "o1");

        assertThat(loaded.price().currency).isEqualTo("GBP");
        assertThat(loaded.price().amount).isEqualTo(3);
        assertThat(loaded.text()).isEqualTo("weaves");
    }
}
