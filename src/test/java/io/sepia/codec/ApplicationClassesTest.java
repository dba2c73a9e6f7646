package io.sepia.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import io.sepia.Storage;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Classes whose fields alone do not say what their author meant. */
class ApplicationClassesTest {
    private final Storage storage = Storage.open("memory", Map.of());

    @AfterEach
    void close() {
        storage.close();
    }

    /** As Lombok's {@code @Jacksonized @Builder} with a {@code @Builder.Default} writes it. */
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
}
