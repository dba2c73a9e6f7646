package io.sepia.internal.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.ConfigurationException;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Option<Long> SIZE = Option.number("pool_size", 10, 1, 100, "Connections at most.");
    private static final Option<Mode> MODE = Option.choice("mode", Mode.class, Mode.WAL, "How it writes.");
    private static final Option<Boolean> QUIET = Option.flag("quiet", false, "Whether it is silent.");
    private static final Option<Path> PATH = Option.path("path", "Where the file is.");
    private static final Option<String> NAME = Option.text("name", "What it is called.");
    private static final List<Option<?>> KNOWN = List.of(SIZE, MODE, QUIET, PATH, NAME);

    private enum Mode {
        WAL,
        DELETE
    }

    @Test
    void get_notGiven_isTheDefault() {
        Options options = parse(Map.of());

        assertThat(options.get(SIZE)).isEqualTo(10);
        assertThat(options.get(MODE)).isEqualTo(Mode.WAL);
        assertThat(options.get(QUIET)).isFalse();
        assertThat(options.isGiven(SIZE)).isFalse();
    }

    @Test
    void get_givenAsTypeOrText_isTheValue() {
        Options typed = parse(
                Map.of("pool_size", 7, "mode", Mode.DELETE, "quiet", true, "path", Path.of("x.db"), "name", "store"));
        Options text =
                parse(Map.of("pool_size", " 7 ", "mode", "delete", "quiet", "TRUE", "path", "x.db", "name", "store"));

        for (Options options : List.of(typed, text)) {
            assertThat(options.get(SIZE)).isEqualTo(7);
            assertThat(options.get(MODE)).isEqualTo(Mode.DELETE);
            assertThat(options.get(QUIET)).isTrue();
            assertThat((Object) options.get(PATH)).isEqualTo(Path.of("x.db"));
            assertThat(options.get(NAME)).isEqualTo("store");
            assertThat(options.isGiven(SIZE)).isTrue();
        }
        assertThat(typed.asText()).isEqualTo(text.asText());
        assertThat((Object) parse(Map.of("path", new File("y.db"))).get(PATH)).isEqualTo(Path.of("y.db"));
    }

    @Test
    void get_givenAtItsLimits_isTheValue() {
        assertThat(parse(Map.of("pool_size", 1)).get(SIZE)).isEqualTo(1);
        assertThat(parse(Map.of("pool_size", 100L)).get(SIZE)).isEqualTo(100);
    }

    @Test
    void parse_unknownKey_namesItAndThoseAllowed() {
        for (String key : List.of("pool-size", "POOL_SIZE", " pool_size", "", "size")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> parse(Map.of(key, 1)))
                    .withMessage("Unknown option '" + key
                            + "' of backend test. Allowed are: mode, name, path, pool_size, quiet.");
        }
    }

    @Test
    void parse_nullKey_isRefused() {
        Map<String, Object> given = new HashMap<>();
        given.put(null, 1);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse(given))
                .withMessageContaining("Allowed are");
    }

    @Test
    void parse_nullValue_isRefused() {
        for (Option<?> option : KNOWN) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> parse(Collections.singletonMap(option.name(), null)))
                    .withMessageContainingAll(option.name(), "backend test", "is null", option.allowed());
        }
    }

    @Test
    void parse_badNumber_isRefused() {
        assertRefused(
                SIZE,
                "a whole number from 1 to 100",
                0,
                101,
                -1L,
                Long.MAX_VALUE,
                "",
                "ten",
                "1.0",
                "0x10",
                "1e1",
                "99999999999999999999",
                5.0,
                5.5f,
                new BigDecimal("5"),
                new BigInteger("99999999999999999999"),
                true,
                List.of(5));
    }

    @Test
    void parse_badChoice_isRefused() {
        assertRefused(MODE, "one of [WAL, DELETE]", "", "off", "WAL;DELETE", 0, true);
    }

    @Test
    void parse_badFlag_isRefused() {
        assertRefused(QUIET, "true or false", "", "yes", "1", 1, 0, "truefalse");
    }

    @Test
    void parse_badPath_isRefused() {
        assertRefused(PATH, "a path", "", "a\0b", 1, true, List.of("x.db"));
    }

    @Test
    void parse_badText_isRefused() {
        assertRefused(NAME, "text that is not empty", "", 1, true, 'c');
    }

    @Test
    void parse_badValue_isShownShortAndWithoutNul() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse(Map.of("path", "a\0b")))
                .withMessageContaining("String 'a\\0b'")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\0"));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse(Map.of("pool_size", "9".repeat(10_000))))
                .satisfies(e -> assertThat(e.getMessage()).contains("999…'").hasSizeLessThan(300));
    }

    @Test
    void get_requiredButNotGiven_namesTheRemedy() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> parse(Map.of()).get(PATH))
                .withMessage("Option path of backend test is missing. Give a path. Where the file is.");
    }

    @Test
    void get_optionOfAnotherSet_isRefused() {
        Options options = Options.parse("backend test", List.of(SIZE), Map.of());

        assertThatThrownBy(() -> options.get(MODE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("mode", "backend test");
    }

    @Test
    void parse_mapChangedAfterwards_keepsTheValue() {
        Map<String, Object> given = new HashMap<>(Map.of("pool_size", 5));
        Options options = parse(given);
        given.put("pool_size", 6);

        assertThat(options.get(SIZE)).isEqualTo(5);
    }

    @Test
    void toString_namesKeysWithoutValues() {
        assertThat(parse(Map.of("name", "secret")).toString())
                .contains("backend test", "name")
                .doesNotContain("secret");
    }

    private static Options parse(Map<String, ?> given) {
        return Options.parse("backend test", KNOWN, given);
    }

    private static void assertRefused(Option<?> option, String allowed, Object... values) {
        assertThat(option.allowed()).isEqualTo(allowed);
        Arrays.stream(values)
                .forEach(value -> assertThatExceptionOfType(ConfigurationException.class)
                        .as(option + " = " + value)
                        .isThrownBy(() -> parse(Map.of(option.name(), value)))
                        .withMessageContainingAll(
                                "Option " + option.name() + " of backend test must be " + allowed,
                                value.getClass().getSimpleName(),
                                option.description()));
    }
}
