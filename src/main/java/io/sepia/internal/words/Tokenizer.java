package io.sepia.internal.words;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Splits a text into tokens. A word is a run of letters, digits and the marks on them; any other symbol is a token of
 * its own, and punctuation is none. Scripts without spaces are split into pairs of characters: a run {@code abc}
 * becomes {@code ab}, {@code bc} and, as a tail, {@code c}, so that each part of the run is found as a phrase. Of
 * longer words, the first {@value #MAX_LENGTH} characters are compared. See decision 0260.
 */
final class Tokenizer {
    /** The number of characters of a word that are compared. */
    static final int MAX_LENGTH = 64;

    /** The length of a folded token, which marks may make long. FTS5 cuts tokens at 32,768 bytes. */
    private static final int MAX_FOLDED = 8 * MAX_LENGTH;

    /** All characters before this one stand by themselves, except a soft hyphen, which only shows where to break. */
    private static final int FIRST_MARK = 0x300;

    private static final int SOFT_HYPHEN = 0xAD;

    private static final int PROLONGED_SOUND = 0x30FC;

    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.YI,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private enum Kind {
        WORD,
        UNSPACED,
        SYMBOL,
        NONE
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int start;
    private int length;
    private int end;

    private Tokenizer(String text) {
        this.text = text;
    }

    /** Returns the tokens of a text in order. */
    static List<Token> tokens(String text) {
        return new Tokenizer(text).split();
    }

    private List<Token> split() {
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            int next = afterMarks(at + Character.charCount(character));
            switch (kind(character)) {
                case WORD -> addToWord(at, next);
                case UNSPACED -> {
                    endWord();
                    next = addRun(at);
                }
                case SYMBOL -> {
                    endWord();
                    add(text.substring(at, at + Character.charCount(character)), at, next, false);
                }
                case NONE -> endWord();
            }
            at = next;
        }
        endWord();
        return tokens;
    }

    private void addToWord(int from, int to) {
        if (word.isEmpty()) {
            start = from;
            length = 0;
        }
        if (length++ < MAX_LENGTH) {
            Folding.append(word, text, from, to);
        }
        end = to;
    }

    private void endWord() {
        add(word.toString(), start, end, false);
        word.setLength(0);
    }

    private void add(String folded, int from, int to, boolean tail) {
        if (!folded.isEmpty()) {
            tokens.add(new Token(cut(folded), from, to, tail));
        }
    }

    private static String cut(String folded) {
        if (folded.length() <= MAX_FOLDED) {
            return folded;
        }
        boolean insidePair = Character.isHighSurrogate(folded.charAt(MAX_FOLDED - 1));
        return folded.substring(0, insidePair ? MAX_FOLDED - 1 : MAX_FOLDED);
    }

    /** Adds the tokens of a run of a script without spaces, and returns the index behind it. */
    private int addRun(int from) {
        int at = from;
        int before = from;
        String previous = "";
        while (at < text.length() && kind(text.codePointAt(at)) == Kind.UNSPACED) {
            int next = afterMarks(text.offsetByCodePoints(at, 1));
            String character = Folding.fold(text.substring(at, next));
            if (!previous.isEmpty()) {
                add(previous + character, before, next, false);
            }
            previous = character;
            before = at;
            at = next;
        }
        add(previous, before, at, true);
        return at;
    }

    /** Skips what belongs to the character before. */
    private int afterMarks(int from) {
        int at = from;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            boolean isMark = character >= FIRST_MARK && (Folding.isMark(character) || isContinuation(character));
            if (!isMark && character != SOFT_HYPHEN) {
                return at;
            }
            at += Character.charCount(character);
        }
        return at;
    }

    /** Vowels and final consonants of Hangul, and the voiced marks of halfwidth kana, which are no marks in Unicode. */
    private static boolean isContinuation(int character) {
        return character >= 0x1160 && character <= 0x11FF || character == 0xFF9E || character == 0xFF9F;
    }

    private static Kind kind(int character) {
        if (character < 0x80) {
            boolean word = character >= 'a' && character <= 'z'
                    || character >= 'A' && character <= 'Z'
                    || character >= '0' && character <= '9';
            return word ? Kind.WORD : Kind.NONE;
        }
        if (Folding.isMark(character)) {
            return Kind.WORD;
        }
        int type = Character.getType(character);
        if (Character.isLetterOrDigit(character) || type == Character.LETTER_NUMBER) {
            return character == PROLONGED_SOUND
                            || character == 0xFF70
                            || WITHOUT_SPACES.contains(UnicodeScript.of(character))
                    ? Kind.UNSPACED
                    : Kind.WORD;
        }
        return type == Character.OTHER_SYMBOL || type == Character.OTHER_NUMBER ? Kind.SYMBOL : Kind.NONE;
    }
}
