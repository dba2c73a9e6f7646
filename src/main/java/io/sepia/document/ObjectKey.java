package io.sepia.document;

import io.sepia.error.InvalidKeyException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The key of a stored object: its class's storage name and its id. Both are stored exactly as given, without case
 * folding or Unicode normalisation.
 *
 * <p>In every backend, keys sort by class name, then id, each in the order of its UTF-8 bytes.
 *
 * @param className storage name of the class, 1 to {@value #MAX_CLASS_NAME_BYTES} bytes of UTF-8
 * @param id the object's id in text form, 1 to {@value #MAX_ID_BYTES} bytes of UTF-8
 */
public record ObjectKey(String className, String id) implements Comparable<ObjectKey> {
    /**
     * The maximum length of a class name. Together with {@link #MAX_ID_BYTES}, it makes the longest index key that
     * MariaDB accepts (3,072 = 4 × 767 + 4).
     */
    public static final int MAX_CLASS_NAME_BYTES = 255;
    /** The maximum length of an id. */
    public static final int MAX_ID_BYTES = 512;

    /**
     * Sorts strings in the order of their UTF-8 bytes, from which {@link String#compareTo} differs for characters
     * beyond U+FFFF. A lone surrogate, which keys never contain, sorts by its code point.
     */
    public static final Comparator<String> TEXT_ORDER = ObjectKey::compareText;

    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::className, TEXT_ORDER).thenComparing(ObjectKey::id, TEXT_ORDER);

    /**
     * Checks both parts.
     *
     * @throws InvalidKeyException if a part is empty, {@code .}, {@code ..} or too long, or contains NUL or a lone
     *     surrogate
     */
    public ObjectKey {
        checkClassName(className);
        check(id, "id", className, MAX_ID_BYTES);
    }

    /**
     * Returns {@code className} if it is valid as a storage name.
     *
     * @throws InvalidKeyException if it is not
     */
    public static String checkClassName(String className) {
        return check(className, "class name", null, MAX_CLASS_NAME_BYTES);
    }

    private static String check(@Nullable String text, String what, @Nullable String ofClass, int maxBytes) {
        if (text == null) {
            throw invalid(what, ofClass, "is null. Give one.");
        }
        if (text.isEmpty()) {
            throw invalid(what, ofClass, "is empty. Give it at least one character.");
        }
        if (text.equals(".") || text.equals("..")) {
            throw invalid(
                    what,
                    ofClass,
                    "is '" + text + "', which names a directory in stores of files. Choose another " + what + ".");
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw invalid(
                        what,
                        ofClass,
                        "contains a NUL character at index " + i + ", where databases truncate text. Remove it.");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else if (Character.isSurrogate(c)) {
                throw invalid(
                        what,
                        ofClass,
                        "contains half of a character (a lone surrogate) at index " + i
                                + ", which has no UTF-8 form. Remove it or add its other half.");
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        if (bytes > maxBytes) {
            throw invalid(
                    what,
                    ofClass,
                    "takes " + bytes + " bytes of UTF-8; at most " + maxBytes
                            + " are allowed. Choose a shorter one, such as a hash of it.");
        }
        return text;
    }

    private static InvalidKeyException invalid(String what, @Nullable String ofClass, String problem) {
        return new InvalidKeyException("The " + what + (ofClass == null ? "" : " of class " + ofClass) + " " + problem);
    }

    private static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                if (!Character.isSurrogate(x) && !Character.isSurrogate(y)) {
                    return Character.compare(x, y);
                }
                // UTF-8 orders by code points, and this one may have begun one char earlier.
                boolean second = Character.isLowSurrogate(x) || Character.isLowSurrogate(y);
                int start = second && i > 0 && Character.isHighSurrogate(a.charAt(i - 1)) ? i - 1 : i;
                return Integer.compare(a.codePointAt(start), b.codePointAt(start));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** Returns the key in the form that messages use: {@code note 'n1'}. */
    @Override
    public String toString() {
        return className + " '" + id + "'";
    }
}
