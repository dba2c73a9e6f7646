package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Spells ids, class names and keys of maps as file names. Text that is a safe name is used as it is, which is also the
 * spelling of the Crystal library. Other text is written as {@code %=} and its UTF-8 bytes, with each unsafe byte as
 * {@code %} and two hexadecimal digits. Text that is too long for a file name is written as {@code %#} and its SHA-256,
 * which only the journal can translate back.
 *
 * <p>The end of an id may have a meaning to the Crystal library: {@code .tmp} is a file that it was writing, a dot and
 * digits denote a generation. New ids with such an end are escaped, so that both can be told apart.
 */
final class FileNames {
    /** The longest file name, in bytes. */
    static final int MAX_BYTES = 255;

    private static final String ESCAPED = "%=";
    private static final String HASHED = "%#";
    /** The end of the names of files that are being written, which are no objects. */
    static final String TEMPORARY = ".tmp";

    private static final Pattern GENERATION = Pattern.compile(".*\\.[0-9]+", Pattern.DOTALL);
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Whether the file system ignores case in names and reserves further characters. */
    private static final boolean CASE_BLIND =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).matches("(windows|mac).*");

    private FileNames() {}

    /** Returns the name of a new file for an object of this id. */
    static String ofId(String id) {
        return spell(id, isGeneration(id) || id.endsWith(TEMPORARY));
    }

    /** Returns the name of the directory of a class. Names that begin with a dot are reserved for other files. */
    static String ofClass(String className) {
        return spell(className, className.startsWith("."));
    }

    /** Returns the name of a link in the directory of a map. */
    static String ofKey(String key) {
        return spell(key, false);
    }

    /** Returns the name of the file with the events or generations of an object. */
    static String ofEvents(String id) {
        String name = spell(id, false);
        return utf8(name).length + LineFiles.SUFFIX.length() > MAX_BYTES ? hashed(id) : name;
    }

    /** Returns whether a text names a file in a directory, rather than the directory, its parent or a longer path. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.indexOf('\0') < 0
                && (!CASE_BLIND || text.indexOf('\\') < 0 && text.indexOf(':') < 0);
    }

    /** Returns whether a file of that name is a generation of the Crystal library: {@code base.3}. */
    static boolean isGeneration(String name) {
        return GENERATION.matcher(name).matches();
    }

    /** Returns the id in a file name, or null if the name does not contain one. */
    static @Nullable String id(String name) {
        return name.endsWith(TEMPORARY) ? null : text(name);
    }

    /** Returns the text that is spelled as {@code name}, or null if the name does not contain it. */
    static @Nullable String text(String name) {
        if (name.startsWith(HASHED)) {
            return null;
        }
        if (!name.startsWith(ESCAPED)) {
            return name;
        }
        String text = unescaped(name);
        // A name of the Crystal library that only looks escaped stands for itself.
        return text != null && (ESCAPED + escaped(text)).equals(name) ? text : name;
    }

    /** Returns the key of a class name and id from file names, or null if they cannot be a key. */
    static @Nullable ObjectKey key(@Nullable String className, @Nullable String id) {
        if (className == null || id == null) {
            return null;
        }
        try {
            return new ObjectKey(className, id);
        } catch (io.sepia.error.InvalidKeyException e) {
            return null;
        }
    }

    private static String spell(String text, boolean otherwise) {
        if (!otherwise && isSafe(text) && utf8(text).length <= MAX_BYTES) {
            return text;
        }
        String escaped = ESCAPED + escaped(text);
        return utf8(escaped).length <= MAX_BYTES ? escaped : hashed(text);
    }

    private static boolean isSafe(String text) {
        if (text.isEmpty()
                || text.equals(".")
                || text.equals("..")
                || text.startsWith(ESCAPED)
                || text.startsWith(HASHED)
                || CASE_BLIND && (DEVICE.matcher(text).matches() || text.endsWith(".") || text.endsWith(" "))) {
            return false;
        }
        return text.codePoints().allMatch(FileNames::isSafe);
    }

    private static boolean isSafe(int c) {
        boolean safe = c >= 0x20 && c != 0x7F && c != '/';
        return CASE_BLIND ? safe && c < 0x7F && "<>:\"\\|?*".indexOf(c) < 0 && !Character.isUpperCase(c) : safe;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isSafe(c) && c != '%' && c != '.') {
                escaped.appendCodePoint(c);
            } else {
                for (byte b : utf8(Character.toString(c))) {
                    escaped.append('%').append(HEX.toHexDigits(b));
                }
            }
        });
        return escaped.toString();
    }

    private static @Nullable String unescaped(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] from = utf8(name);
        for (int i = ESCAPED.length(); i < from.length; i++) {
            if (from[i] != '%') {
                bytes.write(from[i]);
            } else if (i + 2 < from.length && HexFormat.isHexDigit(from[i + 1]) && HexFormat.isHexDigit(from[i + 2])) {
                bytes.write(HexFormat.fromHexDigits(new String(from, i + 1, 2, StandardCharsets.US_ASCII)));
                i += 2;
            } else {
                return null;
            }
        }
        return text(bytes.toByteArray());
    }

    private static String hashed(String text) {
        try {
            return HASHED
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Decodes UTF-8. Returns null if the bytes are not UTF-8. */
    static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
