package io.sepia.internal.codec.platform;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are equal and sort as values of platform classes do in Java, where the texts that are stored do not. See
 * decision 0235.
 */
public final class PlatformKeys {
    private static final int GREATEST_OFFSET = 64_800;
    private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");

    private PlatformKeys() {}

    /** Returns the key of a value, or null if its class has none. */
    public static @Nullable String of(Object value) {
        if (value instanceof UUID uuid) {
            // Java compares the halves as signed numbers.
            return hex(uuid.getMostSignificantBits()) + hex(uuid.getLeastSignificantBits());
        }
        if (value instanceof ZoneOffset offset) {
            // The order begins with the greatest offset.
            return Integer.toString(1_000_000 + GREATEST_OFFSET - offset.getTotalSeconds());
        }
        if (value instanceof Path path) {
            return path.toString();
        }
        return value instanceof URI uri ? key(uri) : null;
    }

    /** Returns whether values of a class have keys that are in their order. */
    public static boolean isOrdered(Class<?> type) {
        return type != URI.class;
    }

    private static String hex(long half) {
        String digits = Long.toHexString(half ^ Long.MIN_VALUE);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /** Returns a text that equal URIs share: the case of the scheme, the host and the digits of escapes is ignored. */
    private static String key(URI uri) {
        String host = uri.getHost();
        String authority = host == null
                ? String.valueOf(uri.getRawAuthority())
                : uri.getRawUserInfo() + "@" + lower(host) + ":" + uri.getPort();
        String body = uri.isOpaque()
                ? uri.getRawSchemeSpecificPart()
                : authority + " " + uri.getRawPath() + " " + uri.getRawQuery();
        String scheme = uri.getScheme() == null ? "" : lower(uri.getScheme());
        return ESCAPE.matcher(scheme + " " + body + " " + uri.getRawFragment())
                .replaceAll(each -> each.group().toUpperCase(Locale.ROOT));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
