package io.sepia.spring;

import io.sepia.internal.option.AmbientValue;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties {@code sepia.*} of an application. All but two are options of the store, which checks them.
 *
 * @param options values by option name
 * @param ambient names of options that only system properties and environment variables give
 * @param factory the bean name of the EntityManagerFactory, if there are several; null to use the only one
 */
record SepiaProperties(
        Map<String, String> options,
        Set<String> ambient,
        @Nullable String factory) {
    static final String ENABLED = "sepia.enabled";
    static final String FACTORY = "sepia.entity-manager-factory";
    private static final String PATH = "database_path";

    static SepiaProperties of(Environment environment) {
        Map<String, String> options = bind(Binder.get(environment));
        Set<String> ambient = new HashSet<>(options.keySet());
        ambient.removeAll(bind(applicationBinder(environment)).keySet());
        options.remove(optionName("enabled"));
        String factory = options.remove(optionName("entity-manager-factory"));
        return new SepiaProperties(options, ambient, factory);
    }

    private static Map<String, String> bind(Binder binder) {
        Map<String, String> options = new LinkedHashMap<>();
        binder.bind("sepia", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((key, value) -> options.put(optionName(key), value));
        return options;
    }

    /** Returns a binder of the properties that neither system properties nor environment variables give. */
    private static Binder applicationBinder(Environment environment) {
        List<PropertySource<?>> sources = ((ConfigurableEnvironment) environment)
                .getPropertySources().stream()
                        .filter(each -> !(each instanceof SystemEnvironmentPropertySource)
                                && !each.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME))
                        .toList();
        return new Binder(
                ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(environment));
    }

    /** Returns the values by option name; those of {@link #ambient} are ignored if no option has their name. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>(options);
        values.replaceAll((name, value) -> ambient.contains(name) ? new AmbientValue(value) : value);
        return values;
    }

    /** Returns the name of an option in snake case, whatever form of it Spring has found. */
    private static String optionName(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1_$2").replaceAll("[-.]", "_").toLowerCase(Locale.ROOT);
    }

    boolean hasPath() {
        return options.containsKey(PATH);
    }

    /** Returns the values, with the default path if none was given. See decision 0212. */
    Map<String, Object> withPath(Environment environment) {
        Map<String, Object> with = values();
        with.computeIfAbsent(PATH, name -> {
            String application = environment.getProperty("spring.application.name", "");
            String file = application.isBlank() ? "application" : application.replaceAll("[^\\p{L}\\p{N}._-]", "-");
            return Path.of(file + ".db");
        });
        return with;
    }
}
