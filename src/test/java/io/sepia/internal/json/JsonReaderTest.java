package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final Value ONE = new Value.Number(Decimal.of(1));

    private static WantedFields wanted(String... paths) {
        WantedFields wanted = new WantedFields();
        for (String each : paths) {
            wanted.add(FieldPath.parse(each));
        }
        return wanted;
    }

    private static Value.Structure structure(String name, Value value) {
        return new Value.Structure(Map.of(name, value), null);
    }

    @Test
    void value_everyKind_isRead() {
        assertThat(JsonReader.value("{\"t\":\"x\",\"b\":true,\"n\":null,\"l\":[1,false]}"))
                .isEqualTo(new Value.Structure(
                        Map.of(
                                "t", new Value.Text("x"),
                                "b", new Value.Bool(true),
                                "n", Value.NULL,
                                "l", new Value.Array(List.of(ONE, new Value.Bool(false)), null)),
                        null));
    }

    @Test
    void value_numberOfManyDigits_staysExact() {
        assertThat(JsonReader.value("123456789012345678901234567890.12"))
                .isEqualTo(new Value.Number(Decimal.parse("123456789012345678901234567890.12")));
        assertThat(JsonReader.value("9223372036854775808"))
                .isEqualTo(new Value.Number(Decimal.parse("9223372036854775808")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "1 2", "{} []", "tru", "'x'", "[1,]"})
    void value_notExactlyOneJsonValue_isNull(String json) {
        assertThat(JsonReader.value(json)).isNull();
    }

    @Test
    void value_memberTwice_takesTheFirst() {
        assertThat(JsonReader.value("{\"a\":1,\"a\":2}")).isEqualTo(structure("a", ONE));
    }

    @Test
    void read_wantedMembers_areAllThatIsRead() throws Exception {
        String json = "{\"a\":{\"b\":1,\"c\":2},\"d\":3}";
        assertThat(JsonReader.read(json, wanted("a.b"), false)).isEqualTo(structure("a", structure("b", ONE)));
        assertThat(JsonReader.read(json, wanted("absent"), false)).isEqualTo(new Value.Structure(Map.of(), null));
        assertThat(JsonReader.read("{\"a\":1,\"a\":2}", wanted("a"), false)).isEqualTo(structure("a", ONE));
    }

    @Test
    void read_wantedElement_keepsItsPlace() throws Exception {
        assertThat(JsonReader.read("[7,[8],1,9]", wanted("[2]"), false))
                .isEqualTo(new Value.Array(List.of(Value.NULL, Value.NULL, ONE, Value.NULL), null));
    }

    @Test
    void read_withText_bringsTheTextWithoutSpace() throws Exception {
        Value.Structure read = (Value.Structure)
                JsonReader.read("{ \"a\" : [ 1 , \"x y\" ], \"b\" : { \"c\" : 1.50 } }", wanted("a", "b"), true);
        assertThat(((Value.Array) read.members().get("a")).json()).isEqualTo("[1,\"x y\"]");
        assertThat(((Value.Structure) read.members().get("b")).json()).isEqualTo("{\"c\":1.50}");
    }

    @Test
    void read_brokenBehindWhatIsWanted_failsOnlyIfReadSoFar() {
        assertThatIOException().isThrownBy(() -> JsonReader.read("", wanted("a"), false));
        assertThatIOException().isThrownBy(() -> JsonReader.read("{\"b\":}", wanted("a"), false));
    }
}
