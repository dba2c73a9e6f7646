package io.sepia.internal.migration;

import io.sepia.document.ObjectKey;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.json.HiddenMessage;
import io.sepia.internal.json.JsonParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The steps from one schema of a class to the next, applied to JSON text. Immutable. See decision 0181. */
public record Steps(List<Step> list) {
    /** No steps. */
    public static final Steps NONE = new Steps(List.of());

    /**
     * One step.
     *
     * @param name what it does, for messages
     */
    public record Step(String name, UnaryOperator<String> change) {}

    /** Copies the list. */
    public Steps {
        list = List.copyOf(list);
    }

    /** Adds a step. */
    public Steps and(String name, UnaryOperator<String> change) {
        List<Step> longer = new ArrayList<>(list);
        longer.add(new Step(name, Objects.requireNonNull(change)));
        return new Steps(longer);
    }

    /** Adds a step that renames a member. It fails if there is a member of the new name. */
    public Steps rename(String path, String name) {
        List<String> source = Members.names(path);
        List<String> target = new ArrayList<>(source);
        target.set(target.size() - 1, name);
        if (target.get(0).equals(Schemas.MEMBER)) {
            throw new IllegalArgumentException("The name " + name + " is that of the store's own member.");
        }
        return and("rename " + path + " to " + name, json -> {
            if (Members.get(json, source).isEmpty()) {
                return json;
            }
            if (Members.get(json, target).isPresent()) {
                throw new StepFailure("there is a member of the new name");
            }
            return Members.rename(json, source, name);
        });
    }

    /** Adds a step that moves the value at a path to another path. It fails if there is a value at both. */
    public Steps move(String from, String to) {
        List<String> source = Members.names(from);
        List<String> target = Members.names(to);
        return and(
                "move " + from + " to " + to,
                json -> Members.get(json, source)
                        .map(value -> {
                            if (Members.get(json, target).isPresent()) {
                                throw new StepFailure("there is a value at both paths");
                            }
                            return Members.put(Members.remove(json, source), target, value);
                        })
                        .orElse(json));
    }

    /** Adds a step that removes the value at a path. */
    public Steps remove(String path) {
        List<String> names = Members.names(path);
        return and("remove " + path, json -> Members.remove(json, names));
    }

    /**
     * Adds a step that sets the value at a path where there is none, if there is an object around it.
     *
     * @throws IllegalArgumentException if {@code value} is not JSON
     */
    public Steps setDefault(String path, String value) {
        List<String> names = Members.names(path);
        if (!JsonParts.isWhole(value)) {
            throw new IllegalArgumentException("The default of " + path + " is not a JSON value.");
        }
        List<String> around = names.subList(0, names.size() - 1);
        return and("default of " + path, json -> {
            boolean fits = around.isEmpty()
                    || Members.get(json, around)
                            .filter(each -> JsonParts.members(each) != null)
                            .isPresent();
            return !fits || Members.get(json, names).isPresent() ? json : Members.put(json, names, value);
        });
    }

    /**
     * Applies the steps in order.
     *
     * @param to the schema of the result
     * @throws DocumentFormatException if a step fails, or the result is not a JSON object
     */
    String apply(ObjectKey key, int to, String content) {
        String changed = content;
        for (Step each : list) {
            try {
                changed = Objects.requireNonNull(each.change().apply(changed), "the result of a step");
            } catch (StepFailure e) {
                throw new DocumentFormatException(problem(key, to, each) + ": " + e.getMessage() + ". Nothing was"
                        + " changed. Correct the step or the document.");
            } catch (RuntimeException e) {
                throw new DocumentFormatException(
                        problem(key, to, each) + " with a " + e.getClass().getName()
                                + ". Nothing was changed. Correct the step or the document.",
                        HiddenMessage.of(e));
            }
            if (!DocumentText.of("The result of step '" + each.name() + "' for " + key, changed)
                    .isObject()) {
                throw new DocumentFormatException(
                        problem(key, to, each) + ": its result is not a JSON object. Nothing was changed.");
            }
        }
        return changed;
    }

    private static String problem(ObjectKey key, int to, Step step) {
        return key + " cannot be migrated to schema " + to + ": step '" + step.name() + "' failed";
    }
}
