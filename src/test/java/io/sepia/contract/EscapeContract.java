package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.document.ObjectType;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Application data that looks like the store's own forms stays data. */
interface EscapeContract extends StorageFixture {
    ObjectMapper PLAIN = new ObjectMapper();

    class Data {
        String id = "a";
        Object any;
        JsonNode tree;
        Map<String, Object> map = new LinkedHashMap<>();
    }

    class RefBean {
        @JsonProperty("$ref")
        Names names = new Names();
    }

    class Names {
        @JsonProperty("class")
        String type = "a";

        String id = "b";
    }

    class Beans {
        String id = "a";
        RefBean bean = new RefBean();
    }

    @Stored
    class Target {
        String id;
        String name;
    }

    class Mixed {
        String id = "a";
        Target target;
        Object data;
    }

    @Stored
    class Text {
        @ObjectId
        String key;

        String text;

        Text(String text) {
            this.text = text;
        }

        @JsonCreator
        static Text of(String text) {
            return new Text(text);
        }

        @JsonValue
        String text() {
            return text;
        }
    }

    @Stored
    class Bytes {
        @ObjectId
        String key;

        byte[] bytes;

        @JsonCreator
        static Bytes of(byte[] bytes) {
            Bytes made = new Bytes();
            made.bytes = bytes;
            return made;
        }

        @JsonValue
        byte[] bytes() {
            return bytes;
        }
    }

    class TextHolder {
        String id = "h";
        Text text;
        Bytes bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':{'class':'a','id':'b'}}",
                "{'$ref':{'id':'b','class':'a'}}",
                "{'$$ref':{'class':'a','id':'b'}}",
                "{'$$$ref':{'class':'a','id':'b'}}",
                "{'$bytes':'AAA='}",
                "{'$bytes':''}",
                "{'$$bytes':'AAA='}",
                "{'$ref':{'class':'','id':''}}",
                "{'$ref':{'class':'a','id':1}}",
                "{'$ref':{'class':'a'}}",
                "{'$ref':{'class':'a','id':'b','x':'c'}}",
                "{'$ref':{'class':'a','id':'b'},'x':1}",
                "{'x':1,'$ref':{'class':'a','id':'b'}}",
                "{'$ref':'text'}",
                "{'$ref':null}",
                "{'$ref':[]}",
                "{'$ref':{}}",
                "{'$$ref':{'class':'a','id':1}}",
                "{'$bytes':1}",
                "{'$bytes':{'$ref':{'class':'a','id':'b'}}}",
                "{'$bytes':'AAA=','x':1}",
                "{'$type':'a'}",
                "{'$':{'$ref':{'class':'a','id':'b'}}}",
                "{'$ref':{'$ref':{'class':'a','id':'b'}}}",
                "{'$ref':{'class':{'$ref':{'class':'a','id':'b'}},'id':'b'}}",
                "[{'$ref':{'class':'a','id':'b'}},{'$$ref':{'class':'a','id':'b'}}]",
                "{'a':[{'b':{'$ref':{'class':'a','id':'b'}}}]}"
            })
    default void save_dataOfReservedForms_staysData(String quoted) throws Exception {
        JsonNode tree = PLAIN.readTree(quoted.replace('\'', '"'));
        Object value = PLAIN.treeToValue(tree, Object.class);
        Data data = new Data();
        data.any = value;
        data.tree = tree;
        data.map.put("x", value);
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> data.map.put((String) name, each));
        }
        storage().save(data);
        Data loaded = storage().load(Data.class, "a");
        assertThat(loaded.any).isEqualTo(value);
        assertThat(loaded.tree).isEqualTo(tree);
        assertThat(loaded.map).isEqualTo(data.map);
        assertThat(storage().documents("Data").load("a").type()).isEqualTo(ObjectType.SERIALIZABLE);
        storage().save(loaded);
        assertThat(storage().load(Data.class, "a").any).isEqualTo(value);
    }

    @Test
    default void save_mapThatIsAReferenceInForm_staysAMap() {
        Data data = new Data();
        data.map.put("$ref", Map.of("class", "a", "id", "b"));
        storage().save(data);
        assertThat(content("Data", "a")).contains("\"map\":{\"$$ref\":{");
        assertThat(storage().load(Data.class, "a").map).isEqualTo(data.map);
    }

    @Test
    default void save_beanThatIsAReferenceInForm_staysABean() {
        storage().save(new Beans());
        Beans loaded = storage().load(Beans.class, "a");
        assertThat(loaded.bean.names.type + loaded.bean.names.id).isEqualTo("ab");
    }

    @Test
    default void save_referenceBesideDataOfItsForm_areToldApart() {
        Target target = new Target();
        target.id = "t";
        target.name = "x";
        Mixed mixed = new Mixed();
        mixed.target = target;
        Map<String, Object> fake = Map.of("$ref", Map.of("class", "Target", "id", "t"));
        mixed.data = List.of(fake, target, Map.of("$$ref", fake));
        storage().save(mixed);
        Mixed loaded = storage().load(Mixed.class, "a");
        assertThat(loaded.target.name).isEqualTo("x");
        List<?> list = (List<?>) loaded.data;
        assertThat(list.get(0)).isEqualTo(fake);
        assertThat(list.get(1)).isSameAs(loaded.target);
        assertThat(list.get(2)).isEqualTo(Map.of("$$ref", fake));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\"quoted\"", "{\"$ref\":1}", "\uD83D\uDE00 \u0000", "null", "lone \uD83D"})
    default void save_textObject_isABareString(String value) {
        Text text = new Text(value);
        text.key = "t";
        storage().save(text);
        assertThat(content("Text", "t")).startsWith("\"").endsWith("\"");
        Text loaded = storage().load(Text.class, "t");
        assertThat(loaded.text).isEqualTo(value);
        assertThat(loaded.key).isEqualTo("t");
    }

    @Test
    default void save_bytesObject_isAStringIfItIsText() {
        Bytes text = Bytes.of("Grüße \uD83D\uDE00".getBytes(StandardCharsets.UTF_8));
        text.key = "text";
        Bytes binary = Bytes.of(new byte[] {0, (byte) 0xC3, (byte) 0x28, (byte) 0xED, (byte) 0xA0, (byte) 0x80});
        binary.key = "binary";
        Bytes none = Bytes.of(new byte[0]);
        none.key = "none";
        storage().saveAll(List.of(text, binary, none));
        assertThat(content("Bytes", "text")).isEqualTo("\"Grüße \uD83D\uDE00\"");
        assertThat(content("Bytes", "binary")).isEqualTo("{\"$bytes\":\"AMMo7aCA\"}");
        assertThat(content("Bytes", "none")).isEqualTo("\"\"");
        for (Bytes each : List.of(text, binary, none)) {
            Bytes loaded = storage().load(Bytes.class, each.key);
            assertThat(loaded.bytes).isEqualTo(each.bytes);
            assertThat(loaded.key).isEqualTo(each.key);
        }
    }

    @Test
    default void save_holderOfTextObjects_refersToThem() {
        TextHolder holder = new TextHolder();
        holder.text = new Text("x");
        holder.bytes = Bytes.of(new byte[] {-1});
        storage().save(holder);
        TextHolder loaded = storage().load(TextHolder.class, "h");
        assertThat(loaded.text.text).isEqualTo("x");
        assertThat(loaded.text.key).isEqualTo(holder.text.key).isNotNull();
        assertThat(loaded.bytes.bytes).containsExactly(-1);
    }
}
