package io.sepia;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.FileCopy;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.cache.CacheSettings;
import io.sepia.internal.cache.DocumentCache;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.RetrySettings;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.migration.Steps;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A builder of stores: collects options, classes and a mapper, then opens the store. Not thread-safe. */
public final class StorageBuilder {
    private final String owner;
    private final List<Option<?>> backendOptions;
    private final Function<Map<String, ?>, StorageBackend> opener;
    private final boolean cached;
    private final @Nullable Indirection indirection;
    private final Map<String, Object> options = new HashMap<>();
    private final List<Class<?>> types = new ArrayList<>();
    private Supplier<? extends @Nullable EntityManager> surrounding = () -> null;
    private final Map<Class<?>, Map<Integer, Steps>> migrations = new HashMap<>();
    private @Nullable ObjectMapper mapper;

    /** @param cached whether documents of the backend may be cached */
    StorageBuilder(
            String owner,
            List<Option<?>> backendOptions,
            Function<Map<String, ?>, StorageBackend> opener,
            boolean cached) {
        this.owner = owner;
        this.backendOptions = backendOptions;
        this.opener = opener;
        this.cached = cached;
        this.indirection = null;
    }

    /** Opens a store with another builder, which is created once the options are known. */
    @FunctionalInterface
    interface Indirection {
        Storage open(Map<String, Object> options, Function<StorageBuilder, Storage> open);
    }

    /** Creates a builder that delegates to another builder, which is chosen by the options. */
    StorageBuilder(String owner, List<Option<?>> backendOptions, Indirection indirection) {
        this.owner = owner;
        this.backendOptions = backendOptions;
        this.opener = none -> {
            throw new IllegalStateException(owner + " is opened by another builder");
        };
        this.cached = false;
        this.indirection = indirection;
    }

    /** Returns a builder for the SQLite file at {@code databasePath}. */
    public static StorageBuilder of(Path databasePath) {
        return of(Backends.SQLITE.text()).option("database_path", databasePath);
    }

    /**
     * Returns a builder for the named backend; {@link Storage#open(String, Map)} lists the names.
     *
     * @throws io.sepia.error.ConfigurationException if there is no such backend
     */
    public static StorageBuilder of(String backend) {
        return Backends.of(backend).builder();
    }

    /** Returns a builder for a store like that of {@link Storage#of}. Its options override those of the unit. */
    public static StorageBuilder of(EntityManagerFactory factory) {
        return UnitSource.of(factory, false);
    }

    /**
     * Returns a builder for a store like that of {@link Storage#ofUnit}, with properties that override those of the
     * unit: JPA's, Hibernate's and, with the prefix {@code sepia.}, the store's. The options of the builder override
     * both.
     */
    public static StorageBuilder ofUnit(String persistenceUnit, Map<String, ?> properties) {
        return UnitSource.ofUnit(persistenceUnit, properties);
    }

    /** Sets one option by name. {@link #open} checks it. */
    public StorageBuilder option(String name, Object value) {
        options.put(name, value);
        return this;
    }

    /** Sets several options by name. {@link #open} checks them. */
    public StorageBuilder options(Map<String, ?> values) {
        options.putAll(values);
        return this;
    }

    /**
     * Registers classes that no property names: implementations of an interface, or subclasses of a class, that is not
     * sealed ({@link ObjectQuery#withSubclasses} needs these too); with the option {@code open_values=MARK} also
     * embedded classes and enums of values in properties that are declared as {@code Object}.
     */
    public StorageBuilder register(Class<?>... classes) {
        types.addAll(Arrays.asList(classes));
        return this;
    }

    /**
     * Uses a copy of the application's own mapper, with its modules, naming and visibility. In the copy, default typing
     * and typing by class name are switched off; decimals are exact; duplicate keys, trailing text and lenient JSON are
     * refused; nesting is limited to 500 levels; and output is not indented.
     */
    public StorageBuilder mapper(ObjectMapper applicationMapper) {
        this.mapper = applicationMapper;
        return this;
    }

    /**
     * Lets the store take part in the transactions of a container: its operations then join the transaction of the
     * EntityManager that {@code current} returns, as with {@link Storage#joining}, and are refused if they write in a
     * session that is declared as read-only. Where {@code current} returns null or an EntityManager that is in no
     * transaction, operations run in transactions of the store's own. See decision 0210.
     *
     * @param current returns the EntityManager of the transaction that the calling thread is in, or null. It runs
     *     before each operation
     */
    public StorageBuilder joining(Supplier<? extends @Nullable EntityManager> current) {
        this.surrounding = Objects.requireNonNull(current, "current");
        return this;
    }

    /**
     * Registers the steps that change a document of a class from the schema before {@code schema} to that.
     *
     * <pre>{@code
     * builder.migrate(Note.class, 2, steps -> steps.rename("title", "heading").setDefault("lang", "\"en\""));
     * }</pre>
     *
     * @param schema the number that {@link io.sepia.model.Stored#schema} had or has after the change; 2 or more
     * @param steps adds the steps
     * @throws IllegalArgumentException if there are steps to that schema already
     */
    public StorageBuilder migrate(Class<?> type, int schema, UnaryOperator<Migrations.Steps> steps) {
        Steps added = steps.apply(Migrations.steps()).list();
        if (migrations.computeIfAbsent(type, each -> new HashMap<>()).putIfAbsent(schema, added) != null) {
            throw new IllegalArgumentException("The steps of " + type.getName() + " to schema " + schema
                    + " are registered already. Put all of them into one call.");
        }
        return this;
    }

    /** Opens the store. Throws the exceptions of {@link Storage#open(String, Map)}. */
    public Storage open() {
        if (indirection != null) {
            return indirection.open(options, other -> other.like(this).open());
        }
        List<Option<?>> own = StorageSettings.options(cached);
        Options parsed = Options.parse(
                owner, Stream.concat(backendOptions.stream(), own.stream()).toList(), options);
        GraphLimits limits = StorageSettings.limits(parsed);
        RetrySettings retries = StorageSettings.retries(parsed, backendOptions);
        CodecSettings settings = new CodecSettings(
                mapper,
                types,
                StorageSettings.convert(parsed),
                parsed.get(StorageSettings.OPEN_VALUES) == StorageSettings.OpenValues.MARK,
                migrations);
        Optional<CacheSettings> caching = cached ? StorageSettings.cache(parsed) : Optional.empty();
        StorageBackend opened = opener.apply(StorageSettings.without(own, options));
        try {
            StorageSettings.keep(opened, parsed, retries);
            Optional<DocumentCache> cache = caching.flatMap(each ->
                    opened.capability(ExternalCommits.class).map(external -> new DocumentCache(each, external)));
            Engine engine = new Engine(
                    opened,
                    cache,
                    settings,
                    limits,
                    retries,
                    parsed.get(StorageSettings.UNKNOWN_MEMBERS),
                    Duration.ofMillis(parsed.get(StorageSettings.SLOW_OPERATIONS)),
                    StorageSettings.retention(parsed),
                    surrounding);
            new Garbage(engine).resume(opened);
            return new Storage(engine, parsed.asText(), opened.capability(FileCopy.class));
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private StorageBuilder like(StorageBuilder other) {
        types.addAll(other.types);
        migrations.putAll(other.migrations);
        mapper = other.mapper;
        surrounding = other.surrounding;
        return this;
    }
}
