package io.sepia.corpus;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.tools.ToolProvider;

/** Classes with a property of a type in each position, compiled for the test. */
final class PositionClasses {
    private static final Map<String, String> POSITIONS = new LinkedHashMap<>();

    static {
        POSITIONS.put("field", "T");
        POSITIONS.put("list", "java.util.List<T>");
        POSITIONS.put("set", "java.util.Set<T>");
        POSITIONS.put("value", "java.util.Map<String, T>");
        POSITIONS.put("optional", "java.util.Optional<T>");
        POSITIONS.put("nested", "java.util.List<java.util.Map<String, T>>");
        POSITIONS.put("generic", "Box<T>");
        POSITIONS.put("part", "Part<T>");
    }

    private final Path directory;
    private final String classPath;
    private final Predicate<Class<?>> separate;
    private final Function<Class<?>, String> parameters;

    /**
     * @param directory where the classes are written
     * @param classPath where classes outside the platform are
     * @param separate whether each position of a type has a class of its own, so that none is refused because of
     *     another
     * @param parameters returns the type arguments of a type
     */
    PositionClasses(
            Path directory, String classPath, Predicate<Class<?>> separate, Function<Class<?>, String> parameters) {
        this.directory = directory;
        this.classPath = classPath;
        this.separate = separate;
        this.parameters = parameters;
    }

    /** Compiles the classes and returns the slots of each type. */
    Map<Class<?>, List<Slot>> compile(List<Class<?>> types) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-nowarn", "-proc:none", "-g:none", "-cp", classPath, "-d", directory.toString()));
        arguments.add(write("Box", "public class Box<T> { public T value; }"));
        arguments.add(write("Part", "public record Part<T>(T value) {}"));
        for (int i = 0; i < types.size(); i++) {
            arguments.add(write("P" + i, source("P" + i, types.get(i))));
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("The classes of the corpus do not compile");
        }
        return load(types);
    }

    /** Loads the classes that an earlier call has compiled. */
    Map<Class<?>, List<Slot>> load(List<Class<?>> types) throws Exception {
        ClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, PositionClasses.class.getClassLoader());
        Map<Class<?>, List<Slot>> slots = new LinkedHashMap<>();
        for (int i = 0; i < types.size(); i++) {
            String outer = "P" + i;
            List<Slot> made = new ArrayList<>();
            for (String each : positions(types.get(i)).keySet()) {
                made.add(new Slot(
                        loader.loadClass(outer + (separate.test(types.get(i)) ? "$" + outer + each : "")), each));
            }
            made.add(new Slot(loader.loadClass(outer + "$" + outer + "key"), "key"));
            made.add(new Slot(loader.loadClass(outer + "$" + outer + "record"), "component"));
            made.add(new Slot(Opened.class, "open"));
            made.add(new Slot(Opened.class, "openValue"));
            slots.put(types.get(i), made);
        }
        return slots;
    }

    private Map<String, String> positions(Class<?> type) {
        String name = type.getCanonicalName();
        Map<String, String> forms = new LinkedHashMap<>();
        POSITIONS.forEach((position, form) -> forms.put(
                position,
                form.equals("T")
                        ? name + parameters.apply(type)
                        : form.replace("<T", "<" + name + parameters.apply(type))
                                .replace(" T>", " " + name + parameters.apply(type) + ">")));
        forms.put("array", name + parameters.apply(type) + "[]");
        return forms;
    }

    private String source(String name, Class<?> type) {
        Map<String, String> forms = positions(type);
        StringBuilder source = new StringBuilder("public class " + name + " {\n public String id;\n");
        forms.forEach((position, form) -> source.append(
                separate.test(type)
                        ? " public static class " + name + position + " { public String id; public " + form + " "
                                + position + "; }\n"
                        : " public " + form + " " + position + ";\n"));
        // The class of a map may be refused because of its keys, whatever the map holds.
        return source
                + (" public static class " + name + "key { public String id; public java.util.Map<" + forms.get("field")
                        + ", String> key; }\n public record " + name + "record(String id, " + forms.get("field")
                        + " component) {}\n}");
    }

    private String write(String name, String source) throws Exception {
        return Files.writeString(directory.resolve(name + ".java"), source).toString();
    }
}
