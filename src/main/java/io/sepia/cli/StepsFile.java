package io.sepia.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sepia.Migrations;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.Console;
import io.sepia.error.InvalidQueryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file with the steps of a migration: {@code {"schema": 2, "steps": [{"rename": "title", "to": "heading"}]}}, or an
 * array of such objects for several schemas.
 *
 * @param schema the last schema
 * @param steps the steps to each schema from the one before, by number
 */
record StepsFile(int schema, Map<Integer, Migrations.Steps> steps) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** @throws CommandException if the file cannot be read, or contains something else */
    static StepsFile read(String name, Console console) {
        JsonNode root;
        try (InputStream in = name.equals("-") ? console.in() : Files.newInputStream(Path.of(name))) {
            root = JSON.readTree(in);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw CommandException.badInput("there is no file " + name);
        } catch (JsonProcessingException e) {
            throw CommandException.badInput(
                    name + " is not JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw CommandException.badInput(name + " cannot be read");
        }
        TreeMap<Integer, Migrations.Steps> steps = new TreeMap<>();
        for (JsonNode each : root.isArray() ? root : List.of(root)) {
            require(each, Set.of("schema", "steps"), name);
            if (!each.path("schema").canConvertToExactIntegral()
                    || !each.path("schema").canConvertToInt()
                    || each.path("schema").asInt() < 2) {
                throw CommandException.badInput(name + ": \"schema\" must be a number of 2 or more");
            }
            Migrations.Steps before = steps.put(each.path("schema").asInt(), steps(each.path("steps"), name));
            if (before != null) {
                throw CommandException.badInput(name + " has two objects for one schema");
            }
        }
        if (steps.isEmpty()) {
            throw CommandException.badInput(name + " has no steps");
        }
        return new StepsFile(steps.lastKey(), steps);
    }

    private static Migrations.Steps steps(JsonNode list, String name) {
        if (!list.isArray()) {
            throw CommandException.badInput(name + ": \"steps\" must be an array");
        }
        Migrations.Steps steps = Migrations.steps();
        for (JsonNode each : list) {
            try {
                steps = add(steps, each, name);
            } catch (IllegalArgumentException | InvalidQueryException e) {
                throw CommandException.badInput(name + ": " + e.getMessage());
            }
        }
        return steps;
    }

    private static Migrations.Steps add(Migrations.Steps steps, JsonNode step, String name) {
        if (step.has("rename")) {
            require(step, Set.of("rename", "to"), name);
            return steps.rename(text(step, "rename", name), text(step, "to", name));
        }
        if (step.has("move")) {
            require(step, Set.of("move", "to"), name);
            return steps.move(text(step, "move", name), text(step, "to", name));
        }
        if (step.has("default")) {
            require(step, Set.of("default", "value"), name);
            return steps.setDefault(
                    text(step, "default", name), step.get("value").toString());
        }
        require(step, Set.of("remove"), name);
        return steps.remove(text(step, "remove", name));
    }

    private static String text(JsonNode step, String member, String name) {
        if (!step.path(member).isTextual()) {
            throw CommandException.badInput(name + ": \"" + member + "\" of a step must be a string");
        }
        return step.path(member).textValue();
    }

    /** Refuses an object that does not have exactly these members. */
    private static void require(JsonNode object, Set<String> members, String name) {
        Set<String> found = new TreeSet<>();
        object.fieldNames().forEachRemaining(found::add);
        if (!found.equals(members)) {
            throw CommandException.badInput(name + " has an object with the members " + found + " instead of "
                    + new TreeSet<>(members) + ". A step is one of rename with to, move with to, default with value,"
                    + " and remove");
        }
    }
}
