package io.sepia;

import io.sepia.internal.backend.jpa.PersistenceUnit;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.jpa.UnitOptions;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import jakarta.persistence.EntityManagerFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Builders of stores in persistence units, whose own properties hold options. See decision 0013. */
final class UnitSource {
    private static final String OWNER = "backend jpa";
    private static final List<Option<?>> PLACES =
            List.of(PersistenceUnit.NAME, PersistenceUnit.URL, PersistenceUnit.USER, PersistenceUnit.PASSWORD);
    private static final List<Option<?>> BY_NAME = concat(PLACES, concat(UnitOptions.ALL, SqliteStorage.options()));

    private UnitSource() {}

    /** Returns a builder for a store in an open unit, starting with the options in the unit's own properties. */
    static StorageBuilder of(EntityManagerFactory factory, boolean owning) {
        Map<String, Object> properties = factory.getProperties();
        List<Option<?>> options = PersistenceUnit.options(factory);
        return new StorageBuilder(
                        UnitOptions.owner(properties),
                        options,
                        given -> PersistenceUnit.store(factory, given, owning),
                        false)
                .options(UnitOptions.given(properties));
    }

    private static List<Option<?>> concat(List<? extends Option<?>> some, List<? extends Option<?>> others) {
        return Stream.<Option<?>>concat(some.stream(), others.stream()).toList();
    }

    /** Returns a builder for a store in the unit or database that the options name. */
    static StorageBuilder byName() {
        return new StorageBuilder(OWNER, BY_NAME, UnitSource::open);
    }

    /**
     * Opens the unit, with the builder's options added to its properties.
     *
     * @param open opens the store with a builder for the unit
     */
    private static Storage open(Map<String, Object> given, Function<StorageBuilder, Storage> open) {
        List<Option<?>> known = concat(BY_NAME, StorageSettings.options(false));
        Options options = Options.parse(OWNER, known, given);
        Map<String, Object> properties = new HashMap<>();
        given.forEach((key, value) -> {
            if (PLACES.stream().noneMatch(each -> each.name().equals(key))) {
                properties.put(UnitOptions.PREFIX + key, value);
            }
        });
        return options.isGiven(PersistenceUnit.URL)
                ? within(PersistenceUnit.open(options, properties), open)
                : openUnit(options.get(PersistenceUnit.NAME), properties, open);
    }

    /** Returns a builder for a store in a unit that is opened with the store. */
    static StorageBuilder ofUnit(String name, Map<String, ?> properties) {
        return new StorageBuilder(
                OWNER,
                List.of(),
                (given, open) -> openUnit(name, properties, builder -> open.apply(builder.options(given))));
    }

    /** Opens a unit and a store in it. Closing the store closes the unit. */
    private static Storage openUnit(String name, Map<String, ?> properties, Function<StorageBuilder, Storage> open) {
        return within(PersistenceUnit.open(name, properties), open);
    }

    private static Storage within(EntityManagerFactory factory, Function<StorageBuilder, Storage> open) {
        try {
            return open.apply(of(factory, true));
        } catch (RuntimeException e) {
            factory.close();
            throw e;
        }
    }
}
