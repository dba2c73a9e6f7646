package io.sepia.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** The arguments of a program, each an option and its value. */
final class Arguments {
    private Arguments() {}

    /**
     * Returns the value of each option, given or default. {@code defaults} contains all options. Ends the program with
     * status 2 if an option is unknown or has no value.
     */
    static Map<String, String> read(String[] args, Map<String, String> defaults) {
        Map<String, String> options = new LinkedHashMap<>(defaults);
        for (int i = 0; i < args.length; i += 2) {
            if (!defaults.containsKey(args[i]) || i + 1 == args.length) {
                System.err.println("Allowed are, each with a value: " + String.join(" ", defaults.keySet()) + "; not "
                        + String.join(" ", args));
                System.exit(2);
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }
}
