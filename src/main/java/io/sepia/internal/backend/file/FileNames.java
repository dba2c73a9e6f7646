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
 * How ids, class names and keys of maps are spelled as names of files: as they are, wherever that is a safe name, as
 * the original spells them too. Any other one is written as {@code %=} and its UTF-8 bytes, the unsafe ones as
 * {@code %} and two digits; one that is too long for a file as {@code %#} and its SHA-256, which only the journal can
 * turn back.
 *
 * <p>What an id ends in may mean something to the original: {@code .tmp} is a file that it was writing, a dot with
 * digits behind it a generation. New ids of that kind are spelled in the other way, so that both can be told apart.
 */
final class FileNames {
    /** The longest name of a file, in bytes. */
    static final int MAX_BYTES = 255;

    private static final String ESCAPED = "%=";
    private static final String HASHED = "%#";
    private static final String TEMPORARY = ".tmp";
    private static final Pattern GENERATION = Pattern.compile(".*\\.[0-9]+", Pattern.DOTALL);
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Whether the file system takes upper and lower case for the same, and keeps further characters for itself. */
    private static final boolean CASE_BLIND =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).matches("(windows|mac).*");

    private FileNames() {}

    /** The name of a new file for an object of this id. */
    static String ofId(String id) {
        return spell(id, isGeneration(id) || id.endsWith(TEMPORARY));
    }

    /** The name of the directory of a class. Those that begin with a dot are kept for other things. */
    static String ofClass(String className) {
        return spell(className, className.startsWith("."));
    }

    /** The name of a link in the directory of a map. */
    static String ofKey(String key) {
        return spell(key, false);
    }

    /** The name of the file with the events or generations of an object. */
    static String ofEvents(String id) {
        String name = spell(id, false);
        return utf8(name).length + LineFiles.SUFFIX.length() > MAX_BYTES ? hashed(id) : name;
    }

    /** Whether a file of that name is a generation of the original: {@code base.3}. */
    static boolean isGeneration(String name) {
        return GENERATION.matcher(name).matches();
    }

    /** The id that a file of this name is for; null if the name does not say one. */
    static @Nullable String id(String name) {
        return name.endsWith(TEMPORARY) ? null : text(name);
    }

    /** The text that is spelled as {@code name}; null if the name does not say. */
    static @Nullable String text(String name) {
        if (name.startsWith(HASHED)) {
            return null;
        }
        if (!name.startsWith(ESCAPED)) {
            return name;
        }
        String text = unescaped(name);
        // A name of the original that only looks like one of ours stands for itself.
        return text != null && (ESCAPED + escaped(text)).equals(name) ? text : name;
    }

    /** Whether {@code className} and {@code id}, got from names of files, can be a key. */
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

    /** The text that these bytes are the UTF-8 form of; null if they are of none. */
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
