package io.sepia.corpus;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** Classes with a property of a type in each position, compiled for the test. */
final class PositionClasses {
    private static final Map<String, String> POSITIONS = new LinkedHashMap<>();

    static {
        POSITIONS.put("field", "T");
        POSITIONS.put("list", "java.util.List<T>");
        POSITIONS.put("set", "java.util.Set<T>");
        POSITIONS.put("key", "java.util.Map<T, String>");
        POSITIONS.put("value", "java.util.Map<String, T>");
        POSITIONS.put("optional", "java.util.Optional<T>");
        POSITIONS.put("nested", "java.util.List<java.util.Map<String, T>>");
        POSITIONS.put("generic", "Box<T>");
        POSITIONS.put("component", "Part<T>");
        POSITIONS.put("open", "Object");
        POSITIONS.put("openValue", "java.util.Map<String, Object>");
    }

    private PositionClasses() {}

    /** Compiles a class for each type, with a member class for each position. */
    static List<Class<?>> of(List<Class<?>> types, Path directory) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", directory.toString()));
        arguments.add(write(directory, "Box", "public class Box<T> { public T value; }"));
        arguments.add(write(directory, "Part", "public record Part<T>(T value) {}"));
        for (int i = 0; i < types.size(); i++) {
            String type = types.get(i).getCanonicalName() + parameters(types.get(i));
            StringBuilder source = new StringBuilder("public class P" + i + " {\n");
            for (Map.Entry<String, String> each : POSITIONS.entrySet()) {
                String form = each.getValue().equals("T")
                        ? type
                        : each.getValue().replace("<T", "<" + type).replace(" T>", " " + type + ">");
                source.append(property("P" + i + each.getKey(), form, each.getKey()));
            }
            source.append(property("P" + i + "array", types.get(i).getCanonicalName() + "[]", "array"));
            arguments.add(write(directory, "P" + i, source + "}"));
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException("The classes of the corpus do not compile");
        }
        ClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, PositionClasses.class.getClassLoader());
        List<Class<?>> made = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            made.add(loader.loadClass("P" + i));
        }
        return made;
    }

    private static String property(String holder, String type, String name) {
        return "public static class " + holder + " { public String id = \"p\"; public " + type + " " + name + "; }\n";
    }

    private static String parameters(Class<?> type) {
        int count = type.getTypeParameters().length;
        if (type == java.util.EnumMap.class) {
            return "<java.time.DayOfWeek, String>";
        }
        if (type == java.util.EnumSet.class) {
            return "<java.time.DayOfWeek>";
        }
        if (type == java.util.concurrent.DelayQueue.class) {
            return "<java.util.concurrent.Delayed>";
        }
        boolean any = type == Class.class;
        return count == 0 ? "" : any ? "<?>" : count == 1 ? "<String>" : "<String, String>";
    }

    private static String write(Path directory, String name, String source) throws Exception {
        return Files.writeString(directory.resolve(name + ".java"), source).toString();
    }

    /** Returns the value that a property of this type has to hold {@code sample}. */
    static Object holding(Type property, String position, Object sample) throws Exception {
        return switch (position) {
            case "list" -> new ArrayList<>(List.of(sample));
            case "set" -> new java.util.LinkedHashSet<>(List.of(sample));
            case "key" -> new LinkedHashMap<>(Map.of(sample, "x"));
            case "value", "openValue" -> new LinkedHashMap<>(Map.of("x", sample));
            case "optional" -> java.util.Optional.of(sample);
            case "nested" -> new ArrayList<>(List.of(new LinkedHashMap<>(Map.of("x", sample))));
            case "generic" -> {
                Class<?> box = (Class<?>) ((ParameterizedType) property).getRawType();
                Object made = box.getConstructor().newInstance();
                box.getField("value").set(made, sample);
                yield made;
            }
            case "component" ->
                ((Class<?>) ((ParameterizedType) property).getRawType()).getConstructors()[0].newInstance(sample);
            case "array" -> {
                Object made = java.lang.reflect.Array.newInstance(((Class<?>) property).getComponentType(), 1);
                java.lang.reflect.Array.set(made, 0, sample);
                yield made;
            }
            default -> sample;
        };
    }
}
