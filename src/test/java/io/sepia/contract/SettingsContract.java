package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.DocumentFormatException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Options, backend names and an application's own mapper. */
interface SettingsContract extends StorageFixture {
    record Person(String id, String familyName, Object details) {}

    @Test
    default void open_unknownOptionOrBadValue_isRefusedWithWhatIsAllowed() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(builder -> builder.option("grpah_limit", 5)))
                .withMessageContaining("grpah_limit")
                .withMessageContaining("graph_limit, ")
                .withMessageContaining("missing_references");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(builder -> builder.option("graph_limit", 0)))
                .withMessageContaining("graph_limit");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(builder -> builder.option("graph_depth", "many")))
                .withMessageContaining("graph_depth");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(builder -> builder.option("missing_references", "ignore")))
                .withMessageContaining("missing_references")
                .withMessageContaining("null");
    }

    @Test
    default void open_unknownBackend_isRefusedWithTheKnownOnes() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Storage.open("sqlit", Map.of()))
                .withMessageContaining("sqlit")
                .withMessageContaining("sqlite, filesystem, file, memory, jpa");
    }

    @Test
    default void mapper_ofTheApplication_namesProperties() {
        ObjectMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        Storage own = open(builder -> builder.mapper(mapper));
        Person person = new Person("p", "Lovelace", List.of(new BigDecimal("1.10")));
        own.save(person);
        assertThat(own.documents("Person").load("p").content())
                .isEqualTo("{\"id\":\"p\",\"family_name\":\"Lovelace\",\"details\":[1.10]}");
        assertThat(own.load(Person.class, "p")).isEqualTo(new Person("p", "Lovelace", List.of(1.1)));
    }

    @Test
    default void mapper_withDefaultTyping_writesNoClassNames() throws Exception {
        PolymorphicTypeValidator anything = BasicPolymorphicTypeValidator.builder()
                .allowIfBaseType(Object.class)
                .build();
        ObjectMapper mapper = new ObjectMapper()
                .activateDefaultTyping(anything, ObjectMapper.DefaultTyping.NON_FINAL)
                .enable(SerializationFeature.INDENT_OUTPUT);
        String before = mapper.writeValueAsString(new ArrayList<>(List.of(1)));
        Storage own = open(builder -> builder.mapper(mapper));
        own.save(new Person("p", "x", List.of("y")));
        assertThat(own.documents("Person").load("p").content())
                .isEqualTo("{\"id\":\"p\",\"familyName\":\"x\",\"details\":[\"y\"]}");
        assertThat(mapper.writeValueAsString(new ArrayList<>(List.of(1))))
                .isEqualTo(before)
                .contains("java.util");
        assertThat(mapper.isEnabled(SerializationFeature.INDENT_OUTPUT)).isTrue();
        assertThat(mapper.getRegisteredModuleIds()).isEmpty();
        own.documents("Person").save("q", "{\"details\":[\"java.lang.Thread\",{}]}");
        assertThat(own.load(Person.class, "q").details()).isEqualTo(List.of("java.lang.Thread", Map.of()));
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> own.save(new Person("n", "x", Double.NaN)));
    }
}
