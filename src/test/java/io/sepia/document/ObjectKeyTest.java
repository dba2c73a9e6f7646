package io.sepia.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidKeyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {
    private static final String ASTRAL = "😀";

    @Test
    void create_anyText_keepsItExactly() {
        for (String text : List.of("a ", " a", "A", "é", "e\u0301", "a/b", "../x", "...", "a\nb", "\u200F", ASTRAL)) {
            ObjectKey key = new ObjectKey(text, text);
            assertThat(key.className()).isEqualTo(text);
            assertThat(key.id()).isEqualTo(text);
        }
    }

    @Test
    void equals_composedAndDecomposed_areTwoKeys() {
        assertThat(new ObjectKey("note", "é")).isNotEqualTo(new ObjectKey("note", "e\u0301"));
        assertThat(new ObjectKey("note", "a")).isNotEqualTo(new ObjectKey("note", "A"));
        assertThat(new ObjectKey("note", "a")).isNotEqualTo(new ObjectKey("Note", "a"));
        assertThat(new ObjectKey("note", "a")).isEqualTo(new ObjectKey("note", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "\u0800", "\uFF5E", ASTRAL})
    void create_atTheLimitOfBytes_isAllowed(String character) {
        String id = ofBytes(character, ObjectKey.MAX_ID_BYTES);
        String className = ofBytes(character, ObjectKey.MAX_CLASS_NAME_BYTES);

        assertThat(new ObjectKey(className, id)).isEqualTo(new ObjectKey(className, id));
        assertThat(ObjectKey.checkClassName(className)).isEqualTo(className);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "\u0800", "\uFF5E", ASTRAL})
    void create_oneByteOverTheLimit_isRefusedWithNumbers(String character) {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new ObjectKey("note", ofBytes(character, 513)))
                .withMessageContainingAll("id of class note", "513 bytes", "at most 512");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new ObjectKey(ofBytes(character, 256), "a"))
                .withMessageContainingAll("class name", "256 bytes", "at most 255");
    }

    @Test
    void create_megabyte_isRefusedInAShortMessage() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new ObjectKey("note", "x".repeat(1 << 20)))
                .satisfies(e ->
                        assertThat(e.getMessage()).contains("1048576 bytes").hasSizeLessThan(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void create_emptyOrDots_isRefused(String text) {
        assertRefused(text, text.isEmpty() ? "is empty" : "'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0", "\0a", "a\0b"})
    void create_nul_isRefused(String text) {
        assertRefused(text, "NUL character at index " + text.indexOf('\0'));
    }

    @Test
    void create_loneSurrogate_isRefused() {
        assertRefused("\uD83D", "lone surrogate) at index 0");
        assertRefused("\uDE00", "lone surrogate) at index 0");
        assertRefused("a\uD83D", "lone surrogate) at index 1");
        assertRefused("\uD83Da", "lone surrogate) at index 0");
        assertRefused("\uDE00\uD83D", "lone surrogate) at index 0");
        assertRefused(ASTRAL + "\uDE00", "lone surrogate) at index 2");
        assertRefused("\uD83D" + ASTRAL, "lone surrogate) at index 0");
    }

    @Test
    void compare_byClassFirst() {
        assertThat(new ObjectKey("a", "z")).isLessThan(new ObjectKey("b", "a"));
        assertThat(new ObjectKey("a", "\uFF5E")).isLessThan(new ObjectKey("a", ASTRAL));
        assertThat(new ObjectKey("\uFF5E", "z")).isLessThan(new ObjectKey(ASTRAL, "a"));
        assertThat(new ObjectKey("a", "b")).isEqualByComparingTo(new ObjectKey("a", "b"));
    }

    @Test
    void textOrder_randomTexts_isThatOfUtf8Bytes() {
        Random random = new Random(42);
        int differsFromStrings = 0;
        for (int i = 0; i < 200_000; i++) {
            String a = randomText(random);
            // Often with a common prefix, where comparisons are error-prone.
            String b = random.nextBoolean() ? randomText(random) : a + randomText(random);
            int expected = Integer.signum(
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

            assertThat(Integer.signum(ObjectKey.TEXT_ORDER.compare(a, b)))
                    .as(a + " and " + b)
                    .isEqualTo(expected);
            assertThat(Integer.signum(ObjectKey.TEXT_ORDER.compare(b, a)))
                    .as(b + " and " + a)
                    .isEqualTo(-expected);
            differsFromStrings += Integer.signum(a.compareTo(b)) == expected ? 0 : 1;
        }
        assertThat(differsFromStrings).isGreaterThan(1_000);
    }

    @Test
    void textOrder_setOfTexts_keepsEqualOnesOnly() {
        List<String> texts = new ArrayList<>(List.of("", "A", "a", "a ", "é", "e\u0301", "~", "\uFF5E", ASTRAL, "😁"));
        Collections.shuffle(texts, new Random(1));
        TreeSet<String> sorted = new TreeSet<>(ObjectKey.TEXT_ORDER);
        sorted.addAll(texts);

        assertThat(sorted).containsExactly("", "A", "a", "a ", "e\u0301", "~", "é", "\uFF5E", ASTRAL, "😁");
    }

    @Test
    void toString_namesClassAndId() {
        assertThat(new ObjectKey("note", "n1")).hasToString("note 'n1'");
    }

    private static void assertRefused(String text, String reason) {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new ObjectKey("note", text))
                .withMessageContainingAll("The id of class note ", reason);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new ObjectKey(text, "a"))
                .withMessageContainingAll("The class name ", reason);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> ObjectKey.checkClassName(text))
                .withMessageContainingAll("The class name ", reason);
    }

    /** Returns as many of {@code character} as fit into {@code bytes} of UTF-8, padded with letters. */
    private static String ofBytes(String character, int bytes) {
        int size = character.getBytes(StandardCharsets.UTF_8).length;
        return character.repeat(bytes / size) + "x".repeat(bytes % size);
    }

    private static String randomText(Random random) {
        int[] bounds = {0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFF5E, 0xFFFF, 0x10000, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(5); length > 0; length--) {
            int character = random.nextBoolean()
                    ? bounds[random.nextInt(bounds.length)]
                    : 1 + random.nextInt(Character.MAX_CODE_POINT);
            text.appendCodePoint(character >= 0xD800 && character <= 0xDFFF ? 'x' : character);
        }
        return text.toString();
    }
}
