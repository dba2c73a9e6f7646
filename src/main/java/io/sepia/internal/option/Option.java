package io.sepia.internal.option;

import io.sepia.error.ConfigurationException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An option of a store: its name, allowed values and default. Immutable.
 *
 * @param <T> the type of its value
 * @param name the key of the option in a configuration, in lower snake case
 * @param allowed the description of the allowed values
 * @param fallback the default value, or null if the option is required
 * @param description the description of the option, one sentence
 * @param parser returns the value that was given, or null if it is not allowed
 */
public record Option<T>(
        String name, String allowed, @Nullable T fallback, String description, Function<Object, @Nullable T> parser) {
    /** Creates an option whose value is an integer from {@code min} to {@code max}, as a number or as decimal text. */
    public static Option<Long> number(String name, long fallback, long min, long max, String description) {
        return new Option<>(name, "a whole number from " + min + " to " + max, fallback, description, value -> {
            Long number = wholeNumber(value);
            return number == null || number < min || number > max ? null : number;
        });
    }

    /** Creates an option whose value is a constant of an enum, or the name of one in any case. */
    public static <E extends Enum<E>> Option<E> choice(String name, Class<E> type, E fallback, String description) {
        List<E> constants = List.of(type.getEnumConstants());
        return new Option<>(
                name,
                "one of " + constants,
                fallback,
                description,
                value -> constants.stream()
                        .filter(each -> each == value
                                || each.name().equalsIgnoreCase(value.toString().strip()))
                        .findFirst()
                        .orElse(null));
    }

    /** Creates an option whose value is {@code true} or {@code false}, as a boolean or as text. */
    public static Option<Boolean> flag(String name, boolean fallback, String description) {
        return new Option<>(name, "true or false", fallback, description, value -> switch (value.toString()
                .strip()
                .toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    /** Creates a required option whose value is a path, as a {@link Path}, {@link File} or text. */
    public static Option<Path> path(String name, String description) {
        return new Option<>(name, "a path", null, description, value -> {
            if (value instanceof Path path) {
                return path;
            }
            if (value instanceof File file) {
                return file.toPath();
            }
            try {
                return value instanceof CharSequence text && !text.isEmpty() ? Path.of(text.toString()) : null;
            } catch (InvalidPathException e) {
                return null;
            }
        });
    }

    /**
     * Creates an option whose value is a list of names, as a collection or as text separated by commas; empty by
     * default. A minus sign before a name removes that name.
     */
    public static Option<List<String>> names(String name, String description) {
        return new Option<>(name, "names with commas between them", List.of(), description, value -> {
            List<String> names = (value instanceof Collection<?> several
                            ? several.stream()
                            : Stream.of(value.toString().split(",")))
                    .map(each -> each.toString().strip())
                    .toList();
            return names.stream().anyMatch(each -> each.isEmpty() || each.equals("-")) ? null : names;
        });
    }

    /** Creates a required option whose value is a text that is not empty. */
    public static Option<String> text(String name, String description) {
        return new Option<>(
                name,
                "text that is not empty",
                null,
                description,
                value -> value instanceof CharSequence text && !text.isEmpty() ? text.toString() : null);
    }

    private static @Nullable Long wholeNumber(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        try {
            return value instanceof CharSequence text
                    ? Long.valueOf(text.toString().strip())
                    : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    T parse(String owner, Object value) {
        T parsed = parser.apply(value);
        if (parsed == null) {
            throw new ConfigurationException("Option " + name + " of " + owner + " must be " + allowed + ", not "
                    + shown(value) + ". " + description);
        }
        return parsed;
    }

    private static String shown(Object value) {
        String text = value.toString();
        return value.getClass().getSimpleName() + " '"
                + (text.length() > 80 ? text.substring(0, 80) + "…" : text).replace("\0", "\\0") + "'";
    }

    @Override
    public String toString() {
        return name;
    }
}
