package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.model.Stored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedTypesTest {
    sealed interface Figure permits Round, Square {}

    sealed interface Round extends Figure permits Circle {}

    record Circle(int radius) implements Round {}

    @Stored("square")
    record Square(int side) implements Figure {}

    interface Plugin {}

    record First(int a) implements Plugin {}

    record Second(int b) implements Plugin {}

    abstract static class Half implements Plugin {}

    record Holder(Figure figure) {}

    record PluginHolder(Plugin plugin) {}

    private static ObjectMapper mapper(boolean refuseUnknown, Class<?>... registered) {
        ObjectMapper mapper = Mappers.own();
        Mappers.adapt(mapper, new SealedTypes(List.of(registered), refuseUnknown, null), true);
        return mapper;
    }

    @Test
    void implementations_ofASealedType_areThePermittedClassesAtAnyDepth() {
        SealedTypes types = new SealedTypes(List.of(), true, null);
        assertThat(types.implementations(Figure.class)).containsExactly(Circle.class, Square.class);
        assertThat(types.implementations(Round.class)).containsExactly(Circle.class);
    }

    @Test
    void implementations_ofAnOpenType_areTheRegisteredConcreteOnes() {
        SealedTypes types = new SealedTypes(List.of(First.class, Half.class, Circle.class), true, null);
        assertThat(types.implementations(Plugin.class)).containsExactly(First.class);
    }

    @Test
    void implementations_ofConcreteAndPlatformTypes_areNone() {
        SealedTypes types = new SealedTypes(List.of(First.class), true, null);
        assertThat(types.implementations(First.class)).isEmpty();
        assertThat(types.implementations(Map.class)).isEmpty();
        assertThat(types.implementations(Object.class)).isEmpty();
    }

    @Test
    void write_embeddedValueOfASealedType_namesItsClass() throws Exception {
        ObjectMapper mapper = mapper(true);
        String json = mapper.writeValueAsString(new Holder(new Circle(3)));
        assertThat(json).isEqualTo("{\"figure\":{\"$type\":\"Circle\",\"radius\":3}}");
        assertThat(mapper.readValue(json, Holder.class)).isEqualTo(new Holder(new Circle(3)));
    }

    @Test
    void read_nameThatIsNotAmongThem_isRefused() {
        assertThatExceptionOfType(JsonMappingException.class)
                .isThrownBy(() -> mapper(true)
                        .readValue("{\"figure\":{\"$type\":\"java.lang.Thread\",\"radius\":3}}", Holder.class))
                .withMessageContaining("java.lang.Thread");
        assertThatExceptionOfType(JsonMappingException.class)
                .isThrownBy(() -> mapper(true, First.class)
                        .readValue("{\"plugin\":{\"$type\":\"Second\",\"b\":3}}", PluginHolder.class));
    }

    @Test
    void write_unreadableValue_isRefusedByTheOwnMapperOnly() throws Exception {
        PluginHolder holder = new PluginHolder(new Second(1));
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> mapper(true).writeValueAsString(holder))
                .withMessageContaining(Plugin.class.getName());
        assertThat(mapper(false).writeValueAsString(holder)).isEqualTo("{\"plugin\":{\"b\":1}}");
        assertThat(mapper(true, Second.class).writeValueAsString(holder))
                .isEqualTo("{\"plugin\":{\"$type\":\"Second\",\"b\":1}}");
    }
}
