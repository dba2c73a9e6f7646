package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Jackson's annotations write comes back, also where Jackson itself loses it. */
interface AnnotationContract extends StorageFixture {
    class Raw {
        String id = "r";

        @JsonRawValue
        String json;
    }

    class Inner {
        int x = 1;

        @JsonUnwrapped(prefix = "deep_")
        Deep deep = new Deep();
    }

    class Deep {
        String y = "y";
    }

    class WithField {
        String id = "w";

        @JsonUnwrapped(prefix = "in_")
        Inner inner = new Inner();

        @JsonAnySetter
        @JsonAnyGetter
        Map<String, Object> rest = new LinkedHashMap<>();
    }

    class WithMethods {
        String id = "m";

        @JsonUnwrapped
        Inner inner = new Inner();

        private final Map<String, Object> rest = new LinkedHashMap<>();

        @JsonAnyGetter
        Map<String, Object> rest() {
            return rest;
        }

        @JsonAnySetter
        void put(String name, Object value) {
            rest.put(name, value);
        }
    }

    @Test
    default void save_rawJson_keepsItsDigits() {
        for (String json : List.of(
                "0.12345678901234567890123",
                "{\"a\":[1.10,12345678901234567890,1e3,\"x\"],\"b\":null}",
                "\"text\"",
                "true",
                "-0.0")) {
            Raw raw = new Raw();
            raw.json = json;
            for (int i = 0; i < 2; i++) {
                storage().save(raw);
                assertThat(content("Raw", "r")).isEqualTo("{\"id\":\"r\",\"json\":" + json + "}");
                raw = storage().load(Raw.class, "r");
                assertThat(raw.json).isEqualTo(json);
            }
        }
        Raw spaced = new Raw();
        spaced.json = "{ \"a\" : 1 }";
        storage().save(spaced);
        assertThat(storage().load(Raw.class, "r").json).isEqualTo("{\"a\":1}");
    }

    @Test
    default void save_unwrappedBesideOtherMembers_comesBack() {
        WithField field = new WithField();
        field.inner.x = 5;
        field.rest.put("z", 7);
        WithMethods methods = new WithMethods();
        methods.inner.deep.y = "deep";
        methods.rest.put("z", List.of(7));
        for (int i = 0; i < 3; i++) {
            storage().save(field);
            storage().save(methods);
            field = storage().load(WithField.class, "w");
            methods = storage().load(WithMethods.class, "m");
            assertThat(field.rest).isEqualTo(Map.of("z", 7));
            assertThat(field.inner.x).isEqualTo(5);
            assertThat(methods.rest).isEqualTo(Map.of("z", List.of(7)));
            assertThat(methods.inner.deep.y).isEqualTo("deep");
        }
        assertThat(content("WithField", "w")).isEqualTo("{\"id\":\"w\",\"in_x\":5,\"in_deep_y\":\"y\",\"z\":7}");
    }
}
