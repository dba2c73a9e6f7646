package io.sepia.internal.migration;

import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.JsonParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds and changes members of JSON objects in their text. All other text stays as it was written. */
final class Members {
    private Members() {}

    /**
     * Returns the names in a path.
     *
     * @throws IllegalArgumentException if it is empty or leads through an array
     */
    static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (FieldPath.Step each : FieldPath.parse(path).steps()) {
            if (!(each instanceof FieldPath.Name name)) {
                throw new IllegalArgumentException("The path " + path + " leads through an array. Use change(…).");
            }
            names.add(name.text());
        }
        if (names.isEmpty() || names.get(0).equals(Schemas.MEMBER)) {
            throw new IllegalArgumentException("The path '" + path + "' names no property.");
        }
        return names;
    }

    static Optional<String> get(String json, List<String> path) {
        Part member = find(JsonParts.members(json), path.get(0));
        if (member == null) {
            return Optional.empty();
        }
        return path.size() == 1 ? Optional.of(member.text()) : get(member.text(), path.subList(1, path.size()));
    }

    /** Renames a member that is there, in its place. */
    static String rename(String json, List<String> path, String name) {
        return text(Objects.requireNonNull(JsonParts.members(json)).stream()
                .map(each -> {
                    if (!each.name().equals(path.get(0))) {
                        return each;
                    }
                    return path.size() == 1
                            ? new Part(name, each.text())
                            : new Part(each.name(), rename(each.text(), path.subList(1, path.size()), name));
                })
                .toList());
    }

    static String remove(String json, List<String> path) {
        List<Part> parts = JsonParts.members(json);
        Part member = find(parts, path.get(0));
        if (parts == null || member == null) {
            return json;
        }
        List<Part> changed = new ArrayList<>(parts);
        if (path.size() == 1) {
            changed.remove(member);
        } else {
            String inside = remove(member.text(), path.subList(1, path.size()));
            changed.set(parts.indexOf(member), new Part(member.name(), inside));
        }
        return text(changed);
    }

    /**
     * Sets a member that is absent, and creates the objects around it.
     *
     * @throws StepFailure if something else is in the place of one of those
     */
    static String put(String json, List<String> path, String value) {
        List<Part> parts = JsonParts.members(json);
        if (parts == null) {
            throw new StepFailure("the value around " + path.get(0) + " is not an object");
        }
        String name = path.get(0);
        Part member = find(parts, name);
        List<Part> changed = new ArrayList<>(parts);
        if (path.size() == 1) {
            changed.add(new Part(name, value));
        } else {
            String inside = put(member == null ? "{}" : member.text(), path.subList(1, path.size()), value);
            Part whole = new Part(name, inside);
            if (member == null) {
                changed.add(whole);
            } else {
                changed.set(parts.indexOf(member), whole);
            }
        }
        return text(changed);
    }

    static @Nullable Part find(@Nullable List<Part> parts, String name) {
        return parts == null
                ? null
                : parts.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    static String text(List<Part> parts) {
        return parts.stream()
                .map(each -> JsonParts.quoted(each.name()) + ":" + each.text())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
