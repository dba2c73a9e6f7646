package io.sepia.internal.option;

import io.sepia.error.ConfigurationException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The values of a closed set of options. Immutable. */
public final class Options {
    private final Map<Option<?>, Object> values;
    private final List<Option<?>> known;
    private final String owner;

    private Options(String owner, List<Option<?>> known, Map<Option<?>, Object> values) {
        this.owner = owner;
        this.known = known;
        this.values = values;
    }

    /**
     * Parses {@code given} against the set of {@code known} options.
     *
     * @param owner what is configured, for messages, such as {@code backend sqlite}
     * @throws ConfigurationException if a key is unknown and its value is no {@link AmbientValue}, or a value is null
     *     or not allowed
     */
    public static Options parse(String owner, List<Option<?>> known, Map<String, ?> given) {
        Map<Option<?>, Object> values = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            Option<?> option = known.stream()
                    .filter(each -> each.name().equals(key))
                    .findFirst()
                    .orElse(null);
            if (option == null) {
                if (value instanceof AmbientValue) {
                    return;
                }
                throw unknown(owner, known, key);
            }
            if (value == null) {
                throw new ConfigurationException(
                        "Option " + key + " of " + owner + " is null. Leave it out, or give " + option.allowed() + ".");
            }
            values.put(option, option.parse(owner, value instanceof AmbientValue ambient ? ambient.value() : value));
        });
        return new Options(owner, List.copyOf(known), values);
    }

    private static ConfigurationException unknown(String owner, List<Option<?>> known, String key) {
        return new ConfigurationException("Unknown option '" + key + "' of " + owner + ". Allowed are: "
                + known.stream().map(Option::name).sorted().collect(Collectors.joining(", ")) + ".");
    }

    /**
     * Returns the given value of {@code option}, or its default.
     *
     * @throws ConfigurationException if it is required and was not given
     */
    @SuppressWarnings("unchecked")
    public <T> T get(Option<T> option) {
        if (!known.contains(option)) {
            throw new IllegalArgumentException(option + " is not an option of " + owner);
        }
        T value = (T) values.getOrDefault(option, option.fallback());
        if (value == null) {
            throw new ConfigurationException("Option " + option.name() + " of " + owner + " is missing. Give "
                    + option.allowed() + ". " + option.description());
        }
        return value;
    }

    /** Returns whether {@code option} was given. */
    public boolean isGiven(Option<?> option) {
        return values.containsKey(option);
    }

    /** Returns all options that have a value, given or by default, sorted by name, with their values as text. */
    public SortedMap<String, String> asText() {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Option<?> each : known) {
            Object value = values.containsKey(each) ? values.get(each) : each.fallback();
            if (value instanceof Collection<?> several) {
                texts.put(each.name(), several.stream().map(Object::toString).collect(Collectors.joining(",")));
            } else if (value != null) {
                texts.put(each.name(), value.toString());
            }
        }
        return texts;
    }

    /** Returns the names of the given options, without their values. */
    @Override
    public String toString() {
        return owner + " " + values.keySet();
    }
}
