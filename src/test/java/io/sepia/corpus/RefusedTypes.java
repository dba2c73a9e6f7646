package io.sepia.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code docs/objects.md} that name the platform's types of which some or all values are refused. */
final class RefusedTypes {
    private static final String ALL = "### Refused altogether";
    private static final String SOME = "### Refused in part";
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9.]+)`");

    private RefusedTypes() {}

    /**
     * Compares the tables with what happened.
     *
     * @param outcomes whether samples of each type came back
     */
    static Set<String> differences(Map<String, Set<Boolean>> outcomes) throws IOException {
        String guide = Files.readString(Path.of("docs/objects.md"));
        Set<String> all = names(guide, ALL);
        Set<String> some = names(guide, SOME);
        Set<String> differences = new TreeSet<>();
        Map<String, Set<Boolean>> bySimpleName = new TreeMap<>();
        outcomes.forEach((name, outcome) -> {
            if (name.startsWith("[")) {
                return; // Arrays have no names of their own in the tables.
            }
            if (!isException(name)) {
                bySimpleName
                        .computeIfAbsent(simpleName(name), any -> new TreeSet<>())
                        .addAll(outcome);
            } else if (outcome.contains(true)) {
                differences.add(name + " comes back, although exceptions are refused");
            }
        });
        bySimpleName.forEach((name, outcome) -> {
            if (!outcome.contains(true) && !all.contains(name)) {
                differences.add(name + " is refused and not listed under '" + ALL + "'");
            }
            if (outcome.size() == 2 && !some.contains(name)) {
                differences.add(name + " is refused in part and not listed under '" + SOME + "'");
            }
        });
        all.forEach(name -> {
            if (bySimpleName.getOrDefault(name, Set.of()).contains(true)) {
                differences.add(name + " is listed under '" + ALL + "' and comes back");
            }
        });
        some.forEach(name -> {
            if (bySimpleName.containsKey(name) && bySimpleName.get(name).size() < 2) {
                differences.add(name + " is listed under '" + SOME + "' and has one outcome");
            }
        });
        return differences;
    }

    /** Returns the names in the first column of the table below a heading. */
    private static Set<String> names(String guide, String heading) {
        int start = guide.indexOf(heading + "\n");
        if (start < 0) {
            throw new IllegalStateException("docs/objects.md has no " + heading);
        }
        Set<String> names = new TreeSet<>();
        List<String> lines = guide.substring(start + heading.length()).lines().toList();
        boolean inTable = false;
        for (String line : lines) {
            if (inTable && !line.startsWith("|")) {
                break;
            }
            inTable |= line.startsWith("|");
            Matcher name = NAME.matcher(line.startsWith("|") ? line.split("\\|")[1] : "");
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    private static boolean isException(String name) {
        try {
            ClassLoader platform = ClassLoader.getPlatformClassLoader();
            return !name.startsWith("[") && Throwable.class.isAssignableFrom(Class.forName(name, false, platform));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the name of a class as the guide writes it: without its package, with a dot before a nested class. */
    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }
}
