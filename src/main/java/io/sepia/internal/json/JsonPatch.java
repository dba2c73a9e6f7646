package io.sepia.internal.json;

import io.sepia.error.InvalidQueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The difference between two JSON values as a JSON Patch (RFC 6902) with the operations {@code add}, {@code remove} and
 * {@code replace}. Numbers are compared exactly, and the order of members has no meaning. Elements that stay in an
 * array are not mentioned when elements before them are added or removed, unless the arrays differ in thousands of
 * elements. Decision 0082 compares this class with libraries.
 */
public final class JsonPatch {
    /** The maximum number of pairs of elements that are compared to find the longest common subsequence. */
    private static final long MOST_PAIRS = 4_000_000;

    private final List<Operation> operations = new ArrayList<>();

    private JsonPatch() {}

    private record Operation(
            String name, String path, @Nullable Value value) {
        String text() {
            return "{\"op\":\"" + name + "\",\"path\":" + JsonParts.quoted(path)
                    + (value == null ? "" : ",\"value\":" + JsonWriter.write(value)) + "}";
        }
    }

    /**
     * Returns the patch that turns {@code from} into {@code to}; {@code []} if they are equal.
     *
     * @throws InvalidQueryException if one of them is not JSON
     */
    public static String between(String from, String to) {
        JsonPatch patch = new JsonPatch();
        patch.compare("", Value.ofJson(from), Value.ofJson(to));
        return "["
                + String.join(
                        ",", patch.operations.stream().map(Operation::text).toList())
                + "]";
    }

    private void compare(String path, Value from, Value to) {
        if (from.equals(to)) {
            return;
        }
        int before = operations.size();
        if (from instanceof Value.Structure one && to instanceof Value.Structure other) {
            compareMembers(path, one.members(), other.members());
        } else if (from instanceof Value.Array one && to instanceof Value.Array other) {
            compareElements(path, one.elements(), other.elements());
        } else {
            operations.add(new Operation("replace", path, to));
            return;
        }
        replaceIfShorter(before, new Operation("replace", path, to));
    }

    /** Replaces the latest operations by one operation if that is shorter. */
    private void replaceIfShorter(int before, Operation replacement) {
        List<Operation> parts = operations.subList(before, operations.size());
        if (parts.size() > 1) {
            long length = 0;
            long whole = replacement.text().length();
            for (Operation each : parts) {
                length += each.text().length() + 1;
                if (length > whole) {
                    parts.clear();
                    operations.add(replacement);
                    return;
                }
            }
        }
    }

    private void compareMembers(String path, Map<String, Value> from, Map<String, Value> to) {
        for (String name : new TreeMap<>(from).keySet()) {
            if (!to.containsKey(name)) {
                operations.add(new Operation("remove", inside(path, name), null));
            }
        }
        new TreeMap<>(to).forEach((name, value) -> {
            Value before = from.get(name);
            if (before == null) {
                operations.add(new Operation("add", inside(path, name), value));
            } else {
                compare(inside(path, name), before, value);
            }
        });
    }

    /** Returns the pointer to a member (RFC 6901). */
    private static String inside(String path, String name) {
        return path + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private void compareElements(String path, List<Value> from, List<Value> to) {
        int start = 0;
        while (start < from.size() && start < to.size() && from.get(start).equals(to.get(start))) {
            start++;
        }
        int fromEnd = from.size();
        int toEnd = to.size();
        while (fromEnd > start && toEnd > start && from.get(fromEnd - 1).equals(to.get(toEnd - 1))) {
            fromEnd--;
            toEnd--;
        }
        List<Value> removed = from.subList(start, fromEnd);
        List<Value> added = to.subList(start, toEnd);
        boolean[] stays = new boolean[removed.size()];
        boolean[] stayed = new boolean[added.size()];
        if ((long) removed.size() * added.size() <= MOST_PAIRS) {
            findCommon(removed, added, stays, stayed);
        }
        int index = start;
        int i = 0;
        int j = 0;
        while (i < removed.size() || j < added.size()) {
            boolean removes = i < removed.size() && !stays[i];
            boolean adds = j < added.size() && !stayed[j];
            if (removes && adds) {
                compare(path + "/" + index++, removed.get(i++), added.get(j++));
            } else if (removes) {
                operations.add(new Operation("remove", path + "/" + index, null));
                i++;
            } else if (adds) {
                operations.add(new Operation("add", path + "/" + index++, added.get(j++)));
            } else {
                index++;
                i++;
                j++;
            }
        }
    }

    /** Marks a longest common subsequence. */
    private static void findCommon(List<Value> one, List<Value> other, boolean[] inOne, boolean[] inOther) {
        int[][] longest = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                longest[i][j] = one.get(i).equals(other.get(j))
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < one.size() && j < other.size()) {
            if (one.get(i).equals(other.get(j))) {
                inOne[i++] = true;
                inOther[j++] = true;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
    }
}
