package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.functions.DialectOptions;
import io.sepia.internal.option.AmbientValue;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of a persistence unit, which are set as properties of the unit with the prefix {@value #PREFIX}.
 *
 * <p>Hibernate adds the system properties of the process to those of each unit. A system property counts too if an
 * option has its name; otherwise it is ignored, as it may be a setting of something else.
 */
public final class UnitOptions {
    /** The prefix of the names of options in the properties of a unit. */
    public static final String PREFIX = "sepia.";

    /** Whether the store adds its entity to the unit. */
    public static final Option<Boolean> MAPPING = Option.flag(
            "mapping", true, "Whether StoredObject becomes an entity of the unit without being listed there.");

    public static final Option<SchemaAction> SCHEMA = Option.choice(
            "schema",
            SchemaAction.class,
            SchemaAction.CREATE,
            "CREATE makes missing tables, VALIDATE only reports what is wrong, NONE does not look.");

    /** How long a store waits when it is closed. */
    public static final Option<Long> CLOSE_TIMEOUT = Option.number(
            "close_timeout", 5_000, 0, 3_600_000, "Milliseconds that close waits for running transactions.");

    /** When transactions of a unit on a path acquire the write lock. */
    public static final Option<Boolean> DEFERRED_LOCK = Option.flag(
            "deferred_lock",
            false,
            "Whether an EntityManager's transaction acquires the write lock at its first write, and may be refused then,"
                    + " instead of at its first statement.");

    public static final List<Option<?>> ALL = Stream.concat(Stream.of(MAPPING, SCHEMA), DialectOptions.ALL.stream())
            .toList();

    private static final String UNIT_NAME = "hibernate.persistenceUnitName";

    private UnitOptions() {}

    /**
     * Returns the options among {@code properties} by name without prefix, including unknown ones. System properties
     * are {@link AmbientValue}s.
     */
    public static Map<String, Object> given(Map<String, ?> properties) {
        Map<String, Object> given = new LinkedHashMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value != null) {
                boolean ambient = value.equals(System.getProperty(key));
                given.put(key.substring(PREFIX.length()), ambient ? new AmbientValue(value) : value);
            }
        });
        return given;
    }

    /** Returns the known options among {@link #given}. */
    static Map<String, Object> of(Map<String, ?> properties, List<Option<?>> known) {
        Map<String, Object> given = given(properties);
        given.keySet().retainAll(known.stream().map(Option::name).toList());
        return given;
    }

    /**
     * Returns the value of one option in the properties of a unit, or its default.
     *
     * @throws io.sepia.error.ConfigurationException if the value is not allowed
     */
    public static <T> T get(Map<String, ?> properties, Option<T> option) {
        List<Option<?>> known = List.of(option);
        return Options.parse(owner(properties), known, of(properties, known)).get(option);
    }

    /** Returns the unit and the kind of its properties that are options, for messages. */
    public static String owner(Map<String, ?> properties) {
        return unit(properties) + " (properties " + PREFIX + "*)";
    }

    /** Returns the name of the unit with these properties for messages. */
    static String unit(Map<String, ?> properties) {
        Object name = properties.get(UNIT_NAME);
        return name == null ? "the persistence unit" : "the persistence unit '" + name + "'";
    }
}
