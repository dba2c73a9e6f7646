package io.sepia.spring;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The properties {@code sepia.*} of an application. All but two are options of the store, which checks them.
 *
 * @param options values by option name
 * @param factory the bean name of the EntityManagerFactory, if there are several; null to use the only one
 */
record SepiaProperties(
        Map<String, String> options, @Nullable String factory) {
    static final String ENABLED = "sepia.enabled";
    static final String FACTORY = "sepia.entity-manager-factory";
    private static final String PATH = "database_path";

    static SepiaProperties of(Environment environment) {
        Map<String, String> bound = Binder.get(environment)
                .bind("sepia", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        Map<String, String> options = new LinkedHashMap<>();
        bound.forEach((key, value) -> options.put(optionName(key), value));
        options.remove(optionName("enabled"));
        String factory = options.remove(optionName("entity-manager-factory"));
        return new SepiaProperties(options, factory);
    }

    /** Returns the name of an option in snake case, whatever form of it Spring has found. */
    private static String optionName(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1_$2").replaceAll("[-.]", "_").toLowerCase(Locale.ROOT);
    }

    boolean hasPath() {
        return options.containsKey(PATH);
    }

    /** Returns the options, with the default path if none was given. See decision 0212. */
    Map<String, Object> withPath(Environment environment) {
        Map<String, Object> with = new LinkedHashMap<>(options);
        with.computeIfAbsent(PATH, name -> {
            String application = environment.getProperty("spring.application.name", "");
            String file = application.isBlank() ? "application" : application.replaceAll("[^\\p{L}\\p{N}._-]", "-");
            return Path.of(file + ".db");
        });
        return with;
    }
}
