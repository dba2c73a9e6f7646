package io.sepia.internal.words;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Map;

/**
 * Removes what searches disregard: case, diacritics and compatibility forms. The result does not depend on a language:
 * {@code İ}, {@code I} and {@code ı} become {@code i}, {@code ß} becomes {@code ss}, {@code ü} becomes {@code u}.
 */
final class Folding {
    /** Letters with a stroke or of two letters, which Unicode does not decompose. */
    private static final Map<Integer, String> LETTERS = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'ẞ', "ss"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'ŋ', "n"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ŧ', "t"));

    private static final int VOICED = 0x3099;
    private static final int HALF_VOICED = 0x309A;

    private Folding() {}

    /** Appends the folded form of a part of a text: a character with its combining marks. */
    static void append(StringBuilder to, String text, int start, int end) {
        // Most characters are of this kind, and need no object.
        if (end == start + 1 && text.charAt(start) < 0x80) {
            to.append(Character.toLowerCase(text.charAt(start)));
        } else {
            to.append(fold(text.substring(start, end)));
        }
    }

    /** Returns the folded form of a character with its combining marks; may be empty. */
    static String fold(String character) {
        StringBuilder folded = new StringBuilder();
        Normalizer.normalize(character, Normalizer.Form.NFKD)
                .codePoints()
                .filter(each -> isMark(each) ? !isDiacritic(each) : isOfWord(each))
                .forEach(each -> appendLower(folded, each));
        // Syllables of Hangul and voiced kana are characters of their own.
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static void appendLower(StringBuilder to, int character) {
        int lower = Character.toLowerCase(Character.toUpperCase(character));
        String letters = LETTERS.get(lower);
        if (letters == null) {
            to.appendCodePoint(lower);
        } else {
            to.append(letters);
        }
    }

    /** Forms for compatibility may consist of other characters too, such as spaces. */
    private static boolean isOfWord(int character) {
        return Character.isLetterOrDigit(character) || Character.getType(character) == Character.LETTER_NUMBER;
    }

    static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** Vowel signs of Indic scripts are marks too, but without them a word is another one. */
    private static boolean isDiacritic(int character) {
        if (character == VOICED || character == HALF_VOICED) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(character);
        return script == UnicodeScript.INHERITED || script == UnicodeScript.HEBREW || script == UnicodeScript.ARABIC;
    }
}
